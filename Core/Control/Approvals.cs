using System.Text.Json.Serialization;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>One approval as <c>approvals</c> lists it; member names are the JSON contract in snake_case. Whatever an agent chose is cleaned and bounded.</summary>
/// <param name="Id">The id that <c>approve</c> and <c>reject</c> take.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Rule">What kind of secret it is.</param>
/// <param name="Place">Where in the request it stands.</param>
/// <param name="Context">The text around the value, masked.</param>
/// <param name="Fingerprint">The value's fingerprint, comparable within the run alone.</param>
/// <param name="Route">The route that the request was decided by.</param>
/// <param name="Host">The destination, as <see cref="ApprovalRequest.Host"/>.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The path.</param>
/// <param name="AskedAt">When it was first asked for.</param>
/// <param name="ExpiresAt">When it times out, or would have.</param>
/// <param name="DecidedAt">When it stopped waiting; null while it is pending.</param>
/// <param name="DecidedBy">Who decided: the operator's process, <c>time</c>, or <c>the end of the run</c>; null while it is pending.</param>
/// <param name="AnyHost">A yes holds for every destination; false for the one in <paramref name="Host"/> alone.</param>
/// <param name="Once">A yes is for one request.</param>
/// <param name="Until">When a yes ends by itself; null for the end of the run.</param>
public sealed record ApprovalView(
    string Id, string Run, string Name, ApprovalState State, string Rule, string Place, string Context, string Fingerprint, string Route,
    string Host, string Method, string Path, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt, DateTimeOffset? DecidedAt, string? DecidedBy,
    bool AnyHost = false, bool Once = false, DateTimeOffset? Until = null);

/// <summary>How far a yes reaches. Without any of these it is for one value, one run and one destination, until the run ends.</summary>
/// <param name="AnyHost">For every destination that the run may reach.</param>
/// <param name="Once">For one request.</param>
/// <param name="For">Ends by itself after this time; null for the end of the run.</param>
public readonly record struct ApprovalGrant(bool AnyHost = false, bool Once = false, TimeSpan? For = null)
{
    /// <summary>The longest time that a yes may be given for: whoever means longer means the run.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(366);
}

/// <summary>Verdict on an <see cref="ApprovalRequest"/>.</summary>
/// <param name="Verdict">Decided, waiting, or refused at once.</param>
/// <param name="Id">The approval's id; null where it is refused at once.</param>
/// <param name="ExpiresAt">When a waiting one times out; null otherwise.</param>
/// <param name="Version">Orders of this version or later (<see cref="RunOrders.Version"/>) know of the approval: where they do not name it any more, it has timed out.</param>
/// <param name="Message">Why it is refused at once, for a person; null otherwise.</param>
/// <param name="Once">An approved one is for one request: <see cref="ApiPaths.UseApproval"/> has to take it before the request goes on.</param>
public sealed record ApprovalAnswer(
    ApprovalVerdict Verdict, string? Id = null, DateTimeOffset? ExpiresAt = null, long Version = 0, string? Message = null, bool Once = false);

/// <summary>The controller's answer to an <see cref="ApprovalRequest"/>.</summary>
[JsonConverter(typeof(WireName<ApprovalVerdict>))]
public enum ApprovalVerdict
{
    /// <summary>It waits for an operator, now or since an earlier request; the decision comes with the orders.</summary>
    Pending,

    /// <summary>The value is allowed for this run, at this destination.</summary>
    Approved,

    /// <summary>The value is refused for this run.</summary>
    Rejected,

    /// <summary>Nobody is asked for this run (<c>supervise: false</c>, <c>--no-supervise</c>), or it is over: refused at once.</summary>
    Unsupervised,

    /// <summary>A bound of the run is reached; the message says which: refused at once.</summary>
    TooMany,
}

/// <summary>A proxy takes a yes that is for one request, before the request goes on.</summary>
/// <param name="Id">The approval's id.</param>
public sealed record ApprovalUse(string Id);

/// <summary>Answer to an <see cref="ApprovalUse"/>, after the commit.</summary>
/// <param name="Granted">True for the one request that may go on; false where the yes is used up, over or taken back.</param>
public sealed record ApprovalUsed(bool Granted);
