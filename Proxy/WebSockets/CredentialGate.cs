using BotBottle.Core.Scan;
using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Keeps the credential of a handshake out of messages from the upstream. Messages are not held back. If a piece ends in the middle of what may be the
/// credential, the WebSocket ends there, so that at most a part of it is forwarded.
/// </summary>
/// <param name="search">Finds the credential.</param>
/// <param name="next">The next gate.</param>
internal sealed class CredentialGate(SecretSearch search, IMessageGate next) : IMessageGate
{
    /// <summary>A key's public prefix (<c>sk-ant-api03-</c>) is shorter, so that a text about keys may end with it.</summary>
    private const int MostBegun = 16;

    private readonly SecretTrace _trace = new(search);

    public ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward) =>
        _trace.Append(piece.Data.Span) || _trace.Begun > MostBegun
            ? new(GateVerdict.End(CloseCode.PolicyViolation, "the message contains a credential of the host, which this bottle must not see"))
            : next.TakeAsync(piece, onward);

    public bool TakesTurns => next.TakesTurns;

    // A control frame has at most 125 bytes. A credential split over two of them is not searched for, because no reader would join them.
    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) => !search.IsIn(payload) && next.LetsPass(control, payload);
}
