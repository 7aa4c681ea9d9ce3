namespace BotBottle.Controller.Shared;

/// <summary>No controller can be started here; the message says why, for the operator.</summary>
internal sealed class ControllerStartException(string message, Exception? cause = null) : Exception(message, cause);
