namespace BotBottle.Proxy.Outbound;

/// <summary>Sends the body of a request to the upstream (spine step 9).</summary>
internal interface IRequestPump
{
    /// <summary>True if it may still read from the client: the request is incomplete and has not ended. The response's side reads it as well.</summary>
    bool NeedsClient { get; }

    /// <summary>Sends the body. Called once.</summary>
    ValueTask<RequestEnd> RunAsync();
}

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
