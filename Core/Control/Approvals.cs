using System.Text.Json.Serialization;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>
/// One approval as <c>approvals</c> lists it; member names are the JSON contract in snake_case. Values that an agent chose are cleaned and bounded.
/// </summary>
/// <param name="Id">The id that <c>approve</c> and <c>reject</c> take.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="State">The approval's state.</param>
/// <param name="Rule">The kind of secret.</param>
/// <param name="Place">The place of the value in the request.</param>
/// <param name="Context">The text around the value, masked.</param>
/// <param name="Fingerprint">The value's fingerprint, comparable within the run only.</param>
/// <param name="Route">The route that decided the request.</param>
/// <param name="Host">The destination, as <see cref="ApprovalRequest.Host"/>.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The path.</param>
/// <param name="AskedAt">The time of the first request with the value.</param>
/// <param name="ExpiresAt">The time at which the approval times out, or would have.</param>
/// <param name="DecidedAt">The time of the decision; null while it is pending.</param>
/// <param name="DecidedBy">The decider: the operator's process, <c>time</c>, or <c>the end of the run</c>; null while it is pending.</param>
/// <param name="AnyHost">True if the approval is valid for every destination; false for the one in <paramref name="Host"/> only.</param>
/// <param name="Once">True if the approval is valid for one request.</param>
/// <param name="Until">The time at which the approval expires; null for the end of the run.</param>
public sealed record ApprovalView(
    string Id, string Run, string Name, ApprovalState State, string Rule, string Place, string Context, string Fingerprint, string Route,
    string Host, string Method, string Path, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt, DateTimeOffset? DecidedAt, string? DecidedBy,
    bool AnyHost = false, bool Once = false, DateTimeOffset? Until = null);

/// <summary>The reach of an approval. By default it covers one value, one run and one destination, until the run ends.</summary>
/// <param name="AnyHost">True to cover every destination that the run may reach.</param>
/// <param name="Once">True to cover one request.</param>
/// <param name="For">The approval expires after this time; null for the end of the run.</param>
public readonly record struct ApprovalGrant(bool AnyHost = false, bool Once = false, TimeSpan? For = null)
{
    /// <summary>The longest time of an approval. For more, approve until the end of the run.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(366);
}

/// <summary>Verdict on an <see cref="ApprovalRequest"/>.</summary>
/// <param name="Verdict">The verdict: decided, waiting, or refused at once.</param>
/// <param name="Id">The approval's id; null when it is refused at once.</param>
/// <param name="ExpiresAt">The time-out of a pending approval; null otherwise.</param>
/// <param name="Version">The first version of the orders (<see cref="RunOrders.Version"/>) that knows the approval. Later orders that no longer name it mean a
/// time-out.</param>
/// <param name="Message">The reason of a refusal at once, for a person; null otherwise.</param>
/// <param name="Once">True if the approval covers one request: the proxy calls <see cref="ApiPaths.UseApproval"/> before it sends the request.</param>
public sealed record ApprovalAnswer(
    ApprovalVerdict Verdict, string? Id = null, DateTimeOffset? ExpiresAt = null, long Version = 0, string? Message = null, bool Once = false);

/// <summary>The controller's verdict on an <see cref="ApprovalRequest"/>.</summary>
[JsonConverter(typeof(WireName<ApprovalVerdict>))]
public enum ApprovalVerdict
{
    /// <summary>The approval waits for an operator, now or since an earlier request. The orders carry the decision.</summary>
    Pending,

    /// <summary>The value is allowed for this run, at this destination.</summary>
    Approved,

    /// <summary>The value is refused for this run.</summary>
    Rejected,

    /// <summary>Refused at once: the run has no supervision (<c>supervise: false</c>, <c>--no-supervise</c>), or it is over.</summary>
    Unsupervised,

    /// <summary>Refused at once: the run has reached a bound, which the message names.</summary>
    TooMany,
}

/// <summary>A proxy's request to consume an approval for one request, before it sends the request.</summary>
/// <param name="Id">The approval's id.</param>
public sealed record ApprovalUse(string Id);

/// <summary>The result of an <see cref="ApprovalUse"/>, after the commit.</summary>
/// <param name="Granted">True for the one request that may pass; false if the approval is used up, expired or revoked.</param>
public sealed record ApprovalUsed(bool Granted);
