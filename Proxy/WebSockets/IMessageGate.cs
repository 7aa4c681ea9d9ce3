using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Checks each message of one direction before it is forwarded. A gate that needs the whole message withholds its pieces and writes the message itself; any
/// other gate forwards the pieces as they arrive. One pump calls it, one piece after another.
/// </summary>
internal interface IMessageGate
{
    /// <summary>Decides on the next piece.</summary>
    /// <param name="piece">The piece; its memory is valid during the call.</param>
    /// <param name="onward">The receiver, to which a gate that withholds pieces writes whole messages.</param>
    ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward);

    /// <summary>True if the gate writes its messages itself, each in its own turn (<see cref="FrameSink.EnterAsync"/>).</summary>
    bool TakesTurns { get; }

    /// <summary>True if a control frame is forwarded. A close that must not be forwarded is replaced by one without its reason.</summary>
    bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload);
}
