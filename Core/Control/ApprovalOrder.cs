namespace BotBottle.Core.Control;

/// <summary>One approval of a run as its proxies are told it: a pending one, or a decision that stands.</summary>
/// <param name="Id">The approval's id. A value that timed out and was asked for again has another one.</param>
/// <param name="Fingerprint">The value's fingerprint; at most one entry has it.</param>
/// <param name="State"><see cref="ApprovalState.Pending"/>, <see cref="ApprovalState.Approved"/> or <see cref="ApprovalState.Rejected"/>.</param>
/// <param name="ExpiresAt">When a pending one times out.</param>
public sealed record ApprovalOrder(string Id, string Fingerprint, ApprovalState State, DateTimeOffset ExpiresAt);
