namespace BotBottle.Core.Policy;

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
