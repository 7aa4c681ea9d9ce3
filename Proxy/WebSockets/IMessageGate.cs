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

/// <summary>Consecutive unmasked bytes of a message; those of a text are valid UTF-8 so far.</summary>
/// <param name="Data">The bytes; may be empty.</param>
/// <param name="Kind">Text or binary.</param>
/// <param name="Starts">True if they are the first bytes of their message.</param>
/// <param name="Ends">True if they are the last ones.</param>
internal readonly record struct MessagePiece(ReadOnlyMemory<byte> Data, WebSocketOpcode Kind, bool Starts, bool Ends);

/// <summary>A gate's decision on a piece of a message.</summary>
/// <param name="Action">The action.</param>
/// <param name="CloseCode">The close code if the WebSocket ends.</param>
/// <param name="Reason">The reason, for a person.</param>
internal readonly record struct GateVerdict(GateAction Action, int CloseCode = 0, string Reason = "")
{
    public static GateVerdict Forward => new(GateAction.Forward);

    public static GateVerdict Withhold => new(GateAction.Withhold);

    public static GateVerdict End(int closeCode, string reason) => new(GateAction.End, closeCode, reason);
}

/// <summary>The action for a piece of a message.</summary>
internal enum GateAction
{
    /// <summary>The piece is forwarded unchanged.</summary>
    Forward,

    /// <summary>The piece is not forwarded: the gate keeps it or responds itself.</summary>
    Withhold,

    /// <summary>The WebSocket ends.</summary>
    End,
}

/// <summary>The reason for the end of one direction of a WebSocket.</summary>
internal enum PumpEnd
{
    /// <summary>The sender sent a close.</summary>
    Closed,

    /// <summary>The sender is gone without a close: its connection ended, broke or was too slow.</summary>
    Gone,

    /// <summary>The sender broke the protocol, or the gate ended the direction. <see cref="FramePump.Close"/> has the close for the sender.</summary>
    Faulted,

    /// <summary>The receiver has stopped reading, and the rest is not needed.</summary>
    Unwanted,

    /// <summary>The proxy stopped it.</summary>
    Stopped,
}

/// <summary>Forwards everything, for a WebSocket to a host that is not a provider's.</summary>
internal sealed class OpenGate : IMessageGate
{
    public ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward) => new(GateVerdict.Forward);

    public bool TakesTurns => false;

    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) => true;
}
