namespace BotBottle.Controller.Shared;

/// <summary>Thrown when no controller can start here; the message tells the operator the reason.</summary>
internal sealed class ControllerStartException(string message, Exception? cause = null) : Exception(message, cause);
