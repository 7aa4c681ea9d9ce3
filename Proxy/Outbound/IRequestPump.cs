namespace BotBottle.Proxy.Outbound;

/// <summary>Sends the body of a request to the upstream (spine step 9).</summary>
internal interface IRequestPump
{
    /// <summary>True if it may still read from the client: the request is incomplete and has not ended. The response's side reads it as well.</summary>
    bool NeedsClient { get; }

    /// <summary>Sends the body. Called once.</summary>
    ValueTask<RequestEnd> RunAsync();
}
