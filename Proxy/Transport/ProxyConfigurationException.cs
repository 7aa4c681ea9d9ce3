namespace BotBottle.Proxy.Transport;

/// <summary>The configuration cannot be served; the message is the line that the parent shows.</summary>
internal sealed class ProxyConfigurationException(string message) : Exception(message);
