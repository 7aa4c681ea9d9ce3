using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>Lets everything go on: a WebSocket of a host that is no provider's.</summary>
internal sealed class OpenGate : IMessageGate
{
    public ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward) => new(GateVerdict.Forward);

    public bool TakesTurns => false;

    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) => true;
}
