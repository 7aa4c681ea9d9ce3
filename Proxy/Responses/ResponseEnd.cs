namespace BotBottle.Proxy.Responses;

/// <summary>How the relay of a response's body ended.</summary>
internal enum ResponseEnd
{
    /// <summary>The client has all of it.</summary>
    Complete,

    /// <summary>The client takes no more.</summary>
    ClientGone,

    /// <summary>The upstream did not send all of it.</summary>
    UpstreamFailed,

    /// <summary>What came next must not be given on.</summary>
    Withheld,

    /// <summary>What came next tries to steer the agent.</summary>
    Injected,
}
