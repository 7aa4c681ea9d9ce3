using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Looks at each message of one direction before it goes on. A gate that has to see a message whole withholds its pieces and writes it itself; one that
/// follows it lets the pieces go as they come. Called by one pump, one piece after the other.
/// </summary>
internal interface IMessageGate
{
    /// <summary>Judges the next piece.</summary>
    /// <param name="piece">The piece; its memory is valid during the call.</param>
    /// <param name="onward">Where the message goes; the gate may write whole messages there while it withholds.</param>
    ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward);

    /// <summary>Whether the gate writes its messages itself, each in a turn of its own (<see cref="FrameSink.EnterAsync"/>).</summary>
    bool TakesTurns { get; }

    /// <summary>Whether a control frame goes on. Of a close the code alone does, where its reason must not.</summary>
    bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload);
}
