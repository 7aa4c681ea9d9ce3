using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Store;

/// <summary>A refusal that is found after something was written: thrown by work, it takes all of the work back.</summary>
/// <param name="refusal">What the caller is told.</param>
internal sealed class TakenBackException(RefusedException refusal) : Exception(refusal.Message, refusal)
{
    /// <summary>What the caller is told.</summary>
    public RefusedException Refusal => refusal;
}
