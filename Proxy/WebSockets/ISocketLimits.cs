using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>The time limits of a relay's pumps.</summary>
internal interface ISocketLimits
{
    /// <summary>The limit of the next read from a side. Within a message, activity of the other side does not extend it.</summary>
    TimeSpan ReadLimit(WebSocketSide sender, bool inMessage);

    /// <summary>True if a close was sent, so that no further message is forwarded.</summary>
    bool IsClosing { get; }

    /// <summary>Notes that a side has sent bytes, so that the WebSocket is alive.</summary>
    void Moved(WebSocketSide sender, long bytes);

    /// <summary>True if the remaining bytes of a side are read although its receiver is gone.</summary>
    bool WantsRest(WebSocketSide sender);
}
