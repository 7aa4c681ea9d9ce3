namespace BotBottle.Proxy.Outbound;

/// <summary>The result of sending a request.</summary>
internal enum RequestEnd
{
    /// <summary>The whole request was sent.</summary>
    Sent,

    /// <summary>The request was refused before its last byte; the upstream received no complete request.</summary>
    Refused,

    /// <summary>The client left or broke the protocol.</summary>
    ClientFailed,

    /// <summary>The upstream stopped reading, or responded before it had the whole request.</summary>
    UpstreamFailed,
}
