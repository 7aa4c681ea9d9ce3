using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>Consecutive unmasked bytes of a message; those of a text are valid UTF-8 so far.</summary>
/// <param name="Data">The bytes; may be empty.</param>
/// <param name="Kind">Text or binary.</param>
/// <param name="Starts">True if they are the first bytes of their message.</param>
/// <param name="Ends">True if they are the last ones.</param>
internal readonly record struct MessagePiece(ReadOnlyMemory<byte> Data, WebSocketOpcode Kind, bool Starts, bool Ends);
