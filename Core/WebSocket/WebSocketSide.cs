namespace BotBottle.Core.WebSocket;

/// <summary>Who sends: a client masks every frame, a server none (RFC 6455 section 5.1).</summary>
public enum WebSocketSide
{
    /// <summary>The side that asked for the upgrade.</summary>
    Client,

    /// <summary>The side that answered 101.</summary>
    Server,
}
