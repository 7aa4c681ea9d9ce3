namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The result of an upstream's response.</summary>
public enum ResponseOutcome
{
    /// <summary>The client gets the proxy's 502, and its connection stays usable.</summary>
    BadGateway,

    /// <summary>The client's connection is reset, because it has the head and must not take the response for complete.</summary>
    Reset,

    /// <summary>The client gets the response with new framing.</summary>
    Passes,
}
