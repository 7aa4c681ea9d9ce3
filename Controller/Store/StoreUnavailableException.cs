namespace BotBottle.Controller.Store;

/// <summary>The store cannot take writes now: disk full, read only, broken. Nothing of the transaction is in it.</summary>
internal sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
