namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The ways in for a request. All of them must lead to the same decision.</summary>
public enum Way
{
    /// <summary>A transparent listener for port 80: origin-form, plain.</summary>
    Server80,

    /// <summary>A transparent listener for port 443: origin-form, TLS with a server name.</summary>
    Server443,

    /// <summary>CONNECT to port 80, plain inside.</summary>
    Tunnel80,

    /// <summary>CONNECT to port 443, TLS inside.</summary>
    Tunnel443,

    /// <summary>CONNECT to a provider, TLS inside.</summary>
    Provider,

    /// <summary>A proxy listener: absolute-form, or a CONNECT that is itself the case.</summary>
    Proxy,
}
