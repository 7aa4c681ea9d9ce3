namespace BotBottle.Core.WebSocket;

/// <summary>Type of a frame (RFC 6455 section 5.2). The values are those on the wire; all others are reserved.</summary>
public enum WebSocketOpcode
{
    /// <summary>The next fragment of the message that an earlier frame began.</summary>
    Continuation = 0,

    /// <summary>A text message, or its first fragment.</summary>
    Text = 1,

    /// <summary>A binary message, or its first fragment.</summary>
    Binary = 2,

    /// <summary>The end of the sender's messages.</summary>
    Close = 8,

    /// <summary>Asks for a pong.</summary>
    Ping = 9,

    /// <summary>Replies to a ping, or shows that the sender is alive.</summary>
    Pong = 10,
}
