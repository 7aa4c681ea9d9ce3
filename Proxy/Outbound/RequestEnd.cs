namespace BotBottle.Proxy.Outbound;

/// <summary>How the sending of a request ended.</summary>
internal enum RequestEnd
{
    /// <summary>All of it went out.</summary>
    Sent,

    /// <summary>The model call was refused before its last byte; the upstream got no complete request.</summary>
    Refused,

    /// <summary>The client went away, or broke the protocol.</summary>
    ClientFailed,

    /// <summary>The upstream took no more, or answered before it had all.</summary>
    UpstreamFailed,
}
