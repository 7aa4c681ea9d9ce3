namespace BotBottle.Proxy.Responses;

/// <summary>The result of relaying a response's body.</summary>
internal enum ResponseEnd
{
    /// <summary>The client has all of it.</summary>
    Complete,

    /// <summary>The client has stopped reading.</summary>
    ClientGone,

    /// <summary>The upstream did not send all of it.</summary>
    UpstreamFailed,

    /// <summary>The next bytes must not be forwarded.</summary>
    Withheld,

    /// <summary>The next bytes contain injected instructions.</summary>
    Injected,
}
