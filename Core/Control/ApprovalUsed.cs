namespace BotBottle.Core.Control;

/// <summary>Answer to an <see cref="ApprovalUse"/>, after the commit.</summary>
/// <param name="Granted">True for the one request that may go on; false where the yes is used up, over or taken back.</param>
public sealed record ApprovalUsed(bool Granted);
