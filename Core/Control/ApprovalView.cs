using BotBottle.Core.Policy;

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
