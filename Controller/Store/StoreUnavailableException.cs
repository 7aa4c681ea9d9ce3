namespace BotBottle.Controller.Store;

/// <summary>Thrown when the store cannot take writes: disk full, read-only, broken. It contains nothing of the transaction.</summary>
internal sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
