namespace BotBottle.Controller.Launching;

/// <summary>A proxy could not be started; the message is for a person.</summary>
internal sealed class ProxyStartException(string message, Exception? cause = null) : Exception($"the proxy did not start: {message}", cause);
