using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>Forwards everything, for a WebSocket to a host that is not a provider's.</summary>
internal sealed class OpenGate : IMessageGate
{
    public ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward) => new(GateVerdict.Forward);

    public bool TakesTurns => false;

    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) => true;
}
