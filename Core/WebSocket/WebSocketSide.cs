namespace BotBottle.Core.WebSocket;

/// <summary>Sender of a frame: a client masks every frame, a server none (RFC 6455 section 5.1).</summary>
public enum WebSocketSide
{
    /// <summary>The side that requested the upgrade.</summary>
    Client,

    /// <summary>The side that responded with 101.</summary>
    Server,
}
