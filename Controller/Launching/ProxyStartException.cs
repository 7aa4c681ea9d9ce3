namespace BotBottle.Controller.Launching;

/// <summary>Thrown when a proxy could not be started; the message is for the operator.</summary>
internal sealed class ProxyStartException(string message, Exception? cause = null) : Exception($"the proxy did not start: {message}", cause);
