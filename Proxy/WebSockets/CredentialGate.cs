using BotBottle.Core.Scan;
using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Keeps the credential of a handshake from coming back in a message. Messages are not held back: where one stops in the middle of what may well be the
/// credential, the WebSocket ends there, so that a part of it is all that can pass.
/// </summary>
/// <param name="search">Finds the credential.</param>
/// <param name="next">The gate behind this one.</param>
internal sealed class CredentialGate(SecretSearch search, IMessageGate next) : IMessageGate
{
    /// <summary>A key's public prefix (<c>sk-ant-api03-</c>) is shorter, so that a text about keys may stop there.</summary>
    private const int MostBegun = 16;

    private readonly SecretTrace _trace = new(search);

    public ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward) =>
        _trace.Append(piece.Data.Span) || _trace.Begun > MostBegun
            ? new(GateVerdict.End(CloseCode.PolicyViolation, "the message holds a credential of the host, which this bottle must not see"))
            : next.TakeAsync(piece, onward);

    public bool TakesTurns => next.TakesTurns;

    // 125 bytes at most, and whole: what begins in one and goes on in the next is no credential to anybody.
    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) => !search.IsIn(payload) && next.LetsPass(control, payload);
}
