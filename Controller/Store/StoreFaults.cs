using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Store;

/// <summary>Thrown when the store cannot take writes: disk full, read-only, broken. It contains nothing of the transaction.</summary>
internal sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A refusal after something was written: if work throws it, all of the work is undone.</summary>
/// <param name="refusal">The refusal for the caller.</param>
internal sealed class TakenBackException(RefusedException refusal) : Exception(refusal.Message, refusal)
{
    /// <summary>The refusal for the caller.</summary>
    public RefusedException Refusal => refusal;
}
