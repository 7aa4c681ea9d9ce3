using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>What a relay says of time to its pumps.</summary>
internal interface ISocketLimits
{
    /// <summary>How long the next read from a side may take. In the middle of a message the other side's life gives it no more time.</summary>
    TimeSpan ReadLimit(WebSocketSide sender, bool inMessage);

    /// <summary>Whether a close is out, so that no message goes on any more.</summary>
    bool IsClosing { get; }

    /// <summary>That side has sent something: the WebSocket is alive.</summary>
    void Moved(WebSocketSide sender, long bytes);

    /// <summary>Whether what that side still sends is read although nobody takes it.</summary>
    bool WantsRest(WebSocketSide sender);
}
