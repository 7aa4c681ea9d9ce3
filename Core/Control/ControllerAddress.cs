namespace BotBottle.Core.Control;

/// <summary>Where a proxy finds its controller.</summary>
/// <param name="Socket">The path of <c>proxy.sock</c>.</param>
/// <param name="Token">The run's token, shown as a bearer token with each call; it opens that run alone.</param>
public sealed record ControllerAddress(string Socket, string Token)
{
    /// <summary>The path only, so that the token stays out of logs.</summary>
    public override string ToString() => Socket;
}
