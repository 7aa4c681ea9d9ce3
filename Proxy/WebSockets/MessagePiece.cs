using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>Consecutive bytes of a message, in clear; those of a text are valid so far.</summary>
/// <param name="Data">The bytes; may be empty.</param>
/// <param name="Kind">Text or binary.</param>
/// <param name="Starts">Whether they are the first of their message.</param>
/// <param name="Ends">Whether they are the last.</param>
internal readonly record struct MessagePiece(ReadOnlyMemory<byte> Data, WebSocketOpcode Kind, bool Starts, bool Ends);
