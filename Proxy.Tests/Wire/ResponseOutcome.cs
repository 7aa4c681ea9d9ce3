namespace BotBottle.Proxy.Tests.Wire;

/// <summary>What becomes of an upstream's answer.</summary>
public enum ResponseOutcome
{
    /// <summary>The client gets a 502 of ours, and its connection is good.</summary>
    BadGateway,

    /// <summary>The client's connection is reset: it has had the head, and must not take what it got for whole.</summary>
    Reset,

    /// <summary>The client gets the answer, framed anew.</summary>
    Passes,
}
