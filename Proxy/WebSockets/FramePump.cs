using System.Buffers;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// One direction of a WebSocket: reads frames, passes each piece of a message to the gate, and writes frames again. A frame is forwarded as one frame while it
/// still arrives; the next read follows when the peer has accepted the bytes before.
/// </summary>
/// <param name="source">The sender's connection.</param>
/// <param name="sender">The sender's side of the WebSocket.</param>
/// <param name="sink">Receives the sender's messages.</param>
/// <param name="gate">Decides on the messages.</param>
/// <param name="limits">The time limits.</param>
/// <param name="answers">Receives the proxy's own pongs to the sender's pings; null if the other side sends them. It is null for both directions of a
/// WebSocket or for none, so that each ping gets one pong.</param>
internal sealed class FramePump(
    PeerConnection source, WebSocketSide sender, FrameSink sink, IMessageGate gate, ISocketLimits limits, FrameSink? answers = null)
{
    private const int PieceSize = 16 * 1024;

    /// <summary>The longest pause within a message.</summary>
    private static readonly TimeSpan MessageGrace = TimeSpan.FromMinutes(2);

    /// <summary>The pump keeps no message, so that this only limits the time that one message can cost.</summary>
    private static readonly FrameLimits Limits = new(Frame: 256L * 1024 * 1024, Message: 1024L * 1024 * 1024);

    private readonly FrameReader _reader = new(sender, Limits);
    private RateAllowance _pace = new(MessageGrace);
    private bool _entered;

    /// <summary>The payload of the sender's close frame, or of the close that reports its fault.</summary>
    public byte[] Close { get; private set; } = [];

    private bool IsInMessage => _reader.IsInMessage || !_reader.IsAtFrameBoundary;

    public async Task<PumpEnd> RunAsync()
    {
        try
        {
            return await ReadAsync().ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<PumpEnd> ReadAsync()
    {
        while (true)
        {
            PeerRead read = await ReadNextAsync().ConfigureAwait(false);
            if (read.State is PeerState.Broken or PeerState.Stopped)
            {
                return read.State == PeerState.Stopped ? PumpEnd.Stopped : PumpEnd.Gone;
            }
            limits.Moved(sender, read.Buffer.Length);
            PumpEnd? end = await ForwardAsync(read.Buffer).ConfigureAwait(false);
            bool taken = !_entered || await sink.FlushAsync().ConfigureAwait(false);
            if (!sink.IsInMessage)
            {
                await LeaveAsync().ConfigureAwait(false);
            }
            if (end is not null || !read.IsOpen)
            {
                return end ?? PumpEnd.Gone;
            }
            if ((!taken || sink.IsClosed) && !limits.WantsRest(sender))
            {
                return PumpEnd.Unwanted;
            }
        }
    }

    // A peer may be silent between messages. Within one it occupies memory and a place, and must keep sending.
    private async ValueTask<PeerRead> ReadNextAsync()
    {
        TimeSpan limit = limits.ReadLimit(sender, IsInMessage);
        if (!IsInMessage)
        {
            _pace = new RateAllowance(MessageGrace);
            return await source.ReadAsync(limit).ConfigureAwait(false);
        }
        long start = source.Clock.Now;
        PeerRead read = await source.ReadAsync(_pace.Left < limit ? _pace.Left : limit).ConfigureAwait(false);
        _pace.Spend(source.Clock.Now - start, read.Buffer.Length);
        return read;
    }

    // Forwards everything that has arrived already; null if more may follow.
    private async ValueTask<PumpEnd?> ForwardAsync(ReadOnlySequence<byte> buffer)
    {
        SequencePosition all = buffer.End;
        byte[] memory = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            PumpEnd? end = null;
            FrameStatus status;
            do
            {
                status = _reader.Read(buffer, memory.AsSpan(0, PieceSize), out SequencePosition consumed, out int written);
                buffer = buffer.Slice(consumed);
                end = status switch
                {
                    FrameStatus.Data => await TakeAsync(memory.AsMemory(0, written)).ConfigureAwait(false),
                    FrameStatus.Control => await TakeControlAsync().ConfigureAwait(false),
                    FrameStatus.Rejected => Fail(CloseCode.Of(_reader.Fault), $"invalid frame: {_reader.Fault}"),
                    _ => null,
                };
            }
            while (end is null && status is (FrameStatus.Data or FrameStatus.Control));
            return end;
        }
        finally
        {
            source.AdvanceTo(buffer.Start, all);
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    private async ValueTask<PumpEnd?> TakeControlAsync()
    {
        if (_reader.ControlOpcode == WebSocketOpcode.Close)
        {
            bool passes = gate.LetsPass(WebSocketOpcode.Close, _reader.ControlPayload);
            Close = passes ? _reader.ControlPayload.ToArray() : ClosePayload.Of(CloseCode.PolicyViolation, "the reason was withheld");
            return PumpEnd.Closed;
        }
        if (_reader.ControlOpcode == WebSocketOpcode.Ping && answers is not null)
        {
            await answers.PongAsync(_reader.ControlPayload.ToArray()).ConfigureAwait(false);
        }
        // Where the proxy responds to pings, the sender's pong is for a ping that already has one.
        bool isSpent = _reader.ControlOpcode == WebSocketOpcode.Pong && answers is not null;
        if (!isSpent && gate.LetsPass(_reader.ControlOpcode, _reader.ControlPayload))
        {
            await EnterAsync().ConfigureAwait(false);
            // A client's ping that the proxy responds to is forwarded without payload, only as a sign of life: a few payloads could carry a secret.
            sink.WriteControl(_reader.ControlOpcode, sender == WebSocketSide.Client && answers is not null ? [] : _reader.ControlPayload);
        }
        return null;
    }

    private async ValueTask<PumpEnd?> TakeAsync(Memory<byte> data)
    {
        FrameHeader frame = _reader.Frame;
        bool startsFrame = _reader.StartsFrame;
        bool ends = _reader.EndsMessage;
        if (gate.TakesTurns && _entered)
        {
            await sink.FlushAsync().ConfigureAwait(false);
            await LeaveAsync().ConfigureAwait(false);
        }
        GateVerdict verdict = await gate.TakeAsync(new MessagePiece(data, _reader.MessageKind, _reader.StartsMessage, ends), sink).ConfigureAwait(false);
        switch (verdict.Action)
        {
            case GateAction.Withhold:
                return null;
            case GateAction.End:
                return Fail(verdict.CloseCode, verdict.Reason);
        }
        if (limits.IsClosing)
        {
            return null; // RFC 6455 section 5.5.1: after a close, only the other side's close is expected
        }
        await EnterAsync().ConfigureAwait(false);
        if (startsFrame)
        {
            sink.Begin(frame.Opcode, frame.IsFinal, frame.Length);
        }
        // If the receiver is gone, the rest may still be needed; that is checked after the batch.
        await sink.WriteAsync(data, ends).ConfigureAwait(false);
        return null;
    }

    private PumpEnd Fail(int code, string reason)
    {
        Close = ClosePayload.Of(code, reason);
        return PumpEnd.Faulted;
    }

    private async ValueTask EnterAsync()
    {
        if (!_entered)
        {
            await sink.EnterAsync().ConfigureAwait(false);
            _entered = true;
        }
    }

    private async ValueTask LeaveAsync()
    {
        if (_entered)
        {
            _entered = false;
            await sink.LeaveAsync().ConfigureAwait(false);
        }
    }
}
