using BotBottle.Core.Policy;

namespace BotBottle.Core.Control;

/// <summary>Verdict on an <see cref="ApprovalRequest"/>.</summary>
/// <param name="Verdict">Decided, waiting, or refused at once.</param>
/// <param name="Id">The approval's id; null where it is refused at once.</param>
/// <param name="ExpiresAt">When a waiting one times out; null otherwise.</param>
/// <param name="Version">Orders of this version or later (<see cref="RunOrders.Version"/>) know of the approval: where they do not name it any more, it has timed out.</param>
/// <param name="Message">Why it is refused at once, for a person; null otherwise.</param>
/// <param name="Once">An approved one is for one request: <see cref="ApiPaths.UseApproval"/> has to take it before the request goes on.</param>
public sealed record ApprovalAnswer(
    ApprovalVerdict Verdict, string? Id = null, DateTimeOffset? ExpiresAt = null, long Version = 0, string? Message = null, bool Once = false);
