using System.Text.Json.Serialization;
using BotBottle.Core.Dlp;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>
/// A proxy's request for approval of an HTTP request that holds a secret, with the facts for the operator's decision. It never holds the secret.
/// </summary>
/// <param name="Fingerprint">The key of the decision: <see cref="ApprovalFingerprints"/> of the value.</param>
/// <param name="Rule">The kind of secret, in the words of the rule that found it: <c>AWS access key</c>.</param>
/// <param name="Place">The place of the secret in the request: <c>body</c>, <c>query</c>, <c>header x-token</c>.</param>
/// <param name="Context">The text around the value, with the value masked.</param>
/// <param name="Route">The route that decided the request, by its host as written.</param>
/// <param name="Host">The destination, the second key of an approval: canonical <c>host:port</c>, with <c>http://</c> before it when it is reached without
/// TLS.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The canonical path without its query.</param>
public sealed record ApprovalRequest(
    string Fingerprint, string Rule, string Place, string Context, string Route, string Host, string Method, string Path);

/// <summary>State of an approval. The wire and the database use the names.</summary>
[JsonConverter(typeof(WireName<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>A request waits for an operator.</summary>
    Pending,

    /// <summary>An operator approved: the value is allowed for the run, at its destination or at any.</summary>
    Approved,

    /// <summary>An operator rejected: in this run the value is refused, or masked (<see cref="OutboundReactions"/>).</summary>
    Rejected,

    /// <summary>The approval timed out before a decision. The next request with the value asks again.</summary>
    TimedOut,

    /// <summary>The run ended before a decision.</summary>
    Ended,

    /// <summary>Another decision about the same value settled it.</summary>
    Superseded,

    /// <summary>A request used up an approval for one request.</summary>
    Used,

    /// <summary>The approval expired.</summary>
    Expired,

    /// <summary>An operator revoked the decision. The next request with the value asks again.</summary>
    Revoked,
}

/// <summary>One approval of a run in its orders: a pending one, or a decision in force.</summary>
/// <param name="Id">The approval's id. A value that timed out gets a new id at the next request.</param>
/// <param name="Fingerprint">The value's fingerprint.</param>
/// <param name="State"><see cref="ApprovalState.Pending"/>, <see cref="ApprovalState.Approved"/> or <see cref="ApprovalState.Rejected"/>.</param>
/// <param name="ExpiresAt">The time-out of a pending approval.</param>
/// <param name="Host">The destination of the request; at most one entry has this fingerprint and this destination.</param>
/// <param name="AnyHost">True if the approval is valid for every destination.</param>
/// <param name="Once">True if the approval is valid for one request.</param>
/// <param name="DecidedAt">The time of the decision; null for a pending one.</param>
/// <param name="Until">The time at which the approval expires; null for the end of the run.</param>
public sealed record ApprovalOrder(
    string Id, string Fingerprint, ApprovalState State, DateTimeOffset ExpiresAt, string Host = "", bool AnyHost = false, bool Once = false,
    DateTimeOffset? DecidedAt = null, DateTimeOffset? Until = null);

/// <summary>The reach of a decision on an approval, shared by the controller and its proxies.</summary>
public static class ApprovalReach
{
    /// <summary>A clock that was set back further than this ends every approval with an end at once.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <summary>
    /// True if a decision is valid for its value at every destination. A rejection always is: otherwise a rejected value would cause a new question for each
    /// host that a wildcard route opens.
    /// </summary>
    public static bool IsEverywhere(ApprovalState state, bool anyHost) => state == ApprovalState.Rejected || (state == ApprovalState.Approved && anyHost);

    /// <summary>True if an approval with an end has expired by the wall clock, also if the clock was set back to before the decision.</summary>
    public static bool IsOver(DateTimeOffset? until, DateTimeOffset? decidedAt, DateTimeOffset now) =>
        until is { } end && (end <= now || now < decidedAt - ClockSlack);
}
