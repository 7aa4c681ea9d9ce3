namespace BotBottle.Core.WebSocket;

/// <summary>Reason why a WebSocket handshake fails.</summary>
public enum HandshakeFault
{
    /// <summary>The handshake is valid.</summary>
    None,

    /// <summary>Connection and Upgrade do not name <c>websocket</c> alone.</summary>
    NotUpgrade,

    /// <summary>The request is not a GET, is HTTP/1.0, or has content (RFC 6455 section 4.1).</summary>
    InvalidRequest,

    /// <summary>Sec-WebSocket-Version is not 13.</summary>
    UnsupportedVersion,

    /// <summary>Sec-WebSocket-Key is not a single key of 16 bytes.</summary>
    InvalidKey,

    /// <summary>Sec-WebSocket-Accept does not match the key.</summary>
    InvalidAccept,

    /// <summary>The response accepts an extension that was not offered.</summary>
    UnexpectedExtension,

    /// <summary>The response accepts a subprotocol that was not offered.</summary>
    UnexpectedProtocol,
}
