namespace BotBottle.Proxy.Transport;

/// <summary>The configuration is invalid. The parent shows the message to the operator.</summary>
internal sealed class ProxyConfigurationException(string message) : Exception(message);
