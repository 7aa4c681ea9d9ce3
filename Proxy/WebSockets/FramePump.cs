using System.Buffers;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// One direction of a WebSocket: reads frames, shows each piece of a message to the gate, and writes frames anew. A frame goes on as the frame that it
/// was, while it still comes; the next read follows when the peer has taken what came before.
/// </summary>
/// <param name="source">Who sends.</param>
/// <param name="sender">On which side of a WebSocket it is.</param>
/// <param name="sink">Where its messages go.</param>
/// <param name="gate">What judges them.</param>
/// <param name="limits">What bounds them in time.</param>
/// <param name="answers">Where its pings are answered here; null where the other side answers them.</param>
internal sealed class FramePump(
    PeerConnection source, WebSocketSide sender, FrameSink sink, IMessageGate gate, ISocketLimits limits, FrameSink? answers = null)
{
    private const int PieceSize = 16 * 1024;

    /// <summary>How long a message that has begun may stand still.</summary>
    private static readonly TimeSpan MessageGrace = TimeSpan.FromMinutes(2);

    /// <summary>Nothing of a message is kept, so that this only bounds what one message can cost in time.</summary>
    private static readonly FrameLimits Limits = new(Frame: 256L * 1024 * 1024, Message: 1024L * 1024 * 1024);

    private readonly FrameReader _reader = new(sender, Limits);
    private RateAllowance _pace = new(MessageGrace);
    private bool _entered;

    /// <summary>The payload of the close that the sender sent, or the one that answers its fault.</summary>
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

    // Between messages a peer may be silent; in the middle of one it keeps memory and a place, and has to get on with it.
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

    // Everything that has come already; null when more may come.
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
                    FrameStatus.Rejected => Fail(CloseCode.Of(_reader.Fault), $"broken frames: {_reader.Fault}"),
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
        if (gate.LetsPass(_reader.ControlOpcode, _reader.ControlPayload))
        {
            await EnterAsync().ConfigureAwait(false);
            // A client's ping that is answered here goes on as a sign of life alone: a secret would fit into the payloads of a few.
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
            return null; // RFC 6455 section 5.5.1: after a close nothing but the other's close is of use
        }
        await EnterAsync().ConfigureAwait(false);
        if (startsFrame)
        {
            sink.Begin(frame.Opcode, frame.IsFinal, frame.Length);
        }
        // Where the receiver is gone the rest may still be wanted: that is asked after the batch.
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
