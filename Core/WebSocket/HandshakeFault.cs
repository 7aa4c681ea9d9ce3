namespace BotBottle.Core.WebSocket;

/// <summary>Why a WebSocket handshake fails.</summary>
public enum HandshakeFault
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Connection and Upgrade do not ask for (or agree to) <c>websocket</c> alone.</summary>
    NotUpgrade,

    /// <summary>A request that is no GET, is HTTP/1.0, or has content (RFC 6455 section 4.1).</summary>
    InvalidRequest,

    /// <summary>Sec-WebSocket-Version is not 13.</summary>
    UnsupportedVersion,

    /// <summary>Sec-WebSocket-Key is not one key of 16 bytes.</summary>
    InvalidKey,

    /// <summary>Sec-WebSocket-Accept does not prove that the key was read.</summary>
    InvalidAccept,

    /// <summary>The answer agrees to an extension that nobody offered.</summary>
    UnexpectedExtension,

    /// <summary>The answer agrees to a subprotocol that nobody offered.</summary>
    UnexpectedProtocol,
}
