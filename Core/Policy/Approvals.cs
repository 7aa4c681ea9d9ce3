using System.Text.Json.Serialization;
using BotBottle.Core.Dlp;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>A proxy asks whether a request that holds a secret may go on: what an operator decides by. It never holds the secret.</summary>
/// <param name="Fingerprint">What the decision is kept under: <see cref="ApprovalFingerprints"/> of the value.</param>
/// <param name="Rule">What kind of secret it is, in the words of the rule that found it: <c>AWS access key</c>.</param>
/// <param name="Place">Where in the request it stands: <c>body</c>, <c>query</c>, <c>header x-token</c>.</param>
/// <param name="Context">The text around the value, the value itself masked.</param>
/// <param name="Route">The route that the request was decided by, as its host is written.</param>
/// <param name="Host">The destination, which a yes is kept under besides the fingerprint: canonical <c>host:port</c>, with <c>http://</c> before it where it is reached without TLS.</param>
/// <param name="Method">The request's method.</param>
/// <param name="Path">The canonical path without its query.</param>
public sealed record ApprovalRequest(
    string Fingerprint, string Rule, string Place, string Context, string Route, string Host, string Method, string Path);

/// <summary>Where an approval stands. The names stand on the wire and in the database.</summary>
[JsonConverter(typeof(WireName<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>A request waits for an operator.</summary>
    Pending,

    /// <summary>An operator let it through: the value is allowed for the run, at its destination or at any.</summary>
    Approved,

    /// <summary>An operator refused it: the value stays refused for the run.</summary>
    Rejected,

    /// <summary>Nobody answered in time. It does not stick: the next try asks anew.</summary>
    TimedOut,

    /// <summary>The run ended first.</summary>
    Ended,

    /// <summary>Another decision about the same value answered it.</summary>
    Superseded,

    /// <summary>A yes for one request that a request has taken.</summary>
    Used,

    /// <summary>A yes whose time is over.</summary>
    Expired,

    /// <summary>A yes or no that an operator took back: the next try asks anew.</summary>
    Revoked,
}

/// <summary>One approval of a run as its proxies are told it: a pending one, or a decision that stands.</summary>
/// <param name="Id">The approval's id. A value that timed out and was asked for again has another one.</param>
/// <param name="Fingerprint">The value's fingerprint.</param>
/// <param name="State"><see cref="ApprovalState.Pending"/>, <see cref="ApprovalState.Approved"/> or <see cref="ApprovalState.Rejected"/>.</param>
/// <param name="ExpiresAt">When a pending one times out.</param>
/// <param name="Host">The destination that it was asked for; at most one entry has this fingerprint and this destination.</param>
/// <param name="AnyHost">A yes holds for every destination.</param>
/// <param name="Once">A yes is for one request.</param>
/// <param name="DecidedAt">When it was decided; null for a pending one.</param>
/// <param name="Until">When a yes ends by itself; null for the end of the run.</param>
public sealed record ApprovalOrder(
    string Id, string Fingerprint, ApprovalState State, DateTimeOffset ExpiresAt, string Host = "", bool AnyHost = false, bool Once = false,
    DateTimeOffset? DecidedAt = null, DateTimeOffset? Until = null);

/// <summary>What a decision on an approval covers: the same for the controller and its proxies.</summary>
public static class ApprovalReach
{
    /// <summary>A clock that was set back further than this makes a yes with an end end at once.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a decision holds for its value at every destination. A no does: a value that was refused for one host must not be asked for again for each
    /// host that a wildcard route opens.
    /// </summary>
    public static bool IsEverywhere(ApprovalState state, bool anyHost) => state == ApprovalState.Rejected || (state == ApprovalState.Approved && anyHost);

    /// <summary>Whether a yes that was given for a time is over by the wall clock, one that was set back to before the decision included.</summary>
    public static bool IsOver(DateTimeOffset? until, DateTimeOffset? decidedAt, DateTimeOffset now) =>
        until is { } end && (end <= now || now < decidedAt - ClockSlack);
}
