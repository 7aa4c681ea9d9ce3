using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Writes frames of our own to one peer. A relay and whoever answers in its place may both write: each enters first, and leaves where no message is half
/// written. False from any method means that the peer takes no more.
/// </summary>
/// <param name="peer">The peer.</param>
/// <param name="side">As whom we write: towards an upstream we are the client, and mask.</param>
internal sealed class FrameSink(PeerConnection peer, WebSocketSide side) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private uint _mask;
    private long _offset;
    private long _left;
    private byte[]? _pong;
    private volatile bool _closed;

    /// <summary>Whether nothing can be written any more: our close is out, or the peer is gone.</summary>
    public bool IsClosed => _closed || peer.Failure is not null;

    /// <summary>Whether a message is half written, so that no other may begin.</summary>
    public bool IsInMessage { get; private set; }

    /// <summary>Waits for the turn to write.</summary>
    public Task EnterAsync() => _turn.WaitAsync();

    /// <summary>Gives the turn on. A pong that came while it was taken, and behind the last flush, goes out.</summary>
    public async ValueTask LeaveAsync()
    {
        _turn.Release();
        while (Volatile.Read(ref _pong) is not null && _left == 0 && _turn.Wait(0))
        {
            await FlushAsync().ConfigureAwait(false);
            _turn.Release();
        }
    }

    /// <summary>Begins a frame; its payload follows by <see cref="WriteAsync"/>.</summary>
    public void Begin(WebSocketOpcode opcode, bool final, long length)
    {
        if (IsClosed)
        {
            return;
        }
        uint? mask = side == WebSocketSide.Client ? NewMask() : null;
        _mask = mask ?? 0;
        _offset = 0;
        _left = length;
        FrameHeader header = new(opcode, final, length, mask);
        peer.Output.Advance(header.Write(peer.Output.GetSpan(FrameHeader.MaxSize)));
        IsInMessage |= !header.IsControl;
    }

    /// <summary>Writes the next part of the frame's payload, which is masked where it lies.</summary>
    /// <param name="payload">The part.</param>
    /// <param name="endsMessage">Whether the message is complete with it.</param>
    public ValueTask<bool> WriteAsync(Memory<byte> payload, bool endsMessage)
    {
        if (IsClosed)
        {
            return new(false);
        }
        FrameMask.Apply(payload.Span, _mask, _offset);
        _offset += payload.Length;
        _left -= payload.Length;
        IsInMessage &= !endsMessage;
        return payload.IsEmpty ? new(true) : peer.WriteAsync(new ReadOnlySequence<byte>(payload));
    }

    /// <summary>Writes a control frame, which may stand between the fragments of a message.</summary>
    public void WriteControl(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (IsClosed)
        {
            return;
        }
        if (_left > 0)
        {
            // In the middle of a frame it would be taken for payload, and a message cut short for a whole one.
            peer.Abort("a frame was not finished");
            _closed = true;
            return;
        }
        Span<byte> bytes = peer.Output.GetSpan(FrameHeader.MaxSize + FrameLimits.Control);
        uint? mask = side == WebSocketSide.Client ? NewMask() : null;
        int size = new FrameHeader(opcode, true, payload.Length, mask).Write(bytes);
        payload.CopyTo(bytes[size..]);
        FrameMask.Apply(bytes.Slice(size, payload.Length), mask ?? 0, 0);
        peer.Output.Advance(size + payload.Length);
        _closed |= opcode == WebSocketOpcode.Close;
    }

    /// <summary>Writes a whole text message; nothing where another is half written.</summary>
    public ValueTask<bool> WriteTextAsync(byte[] text)
    {
        if (IsInMessage)
        {
            return new(false);
        }
        Begin(WebSocketOpcode.Text, final: true, text.Length);
        return WriteAsync(text, endsMessage: true);
    }

    /// <summary>Writes what was gathered, and the pong that waits where one may stand.</summary>
    public ValueTask<bool> FlushAsync()
    {
        if (_left == 0 && Interlocked.Exchange(ref _pong, null) is { } pong)
        {
            WriteControl(WebSocketOpcode.Pong, pong);
        }
        return peer.FlushAsync();
    }

    /// <summary>
    /// Answers a ping of the peer's, without a wait for the turn: whoever has it may be held up by a peer that in turn waits to be read. Then the pong goes
    /// with the next flush; the newest stands for all (RFC 6455 section 5.5.3).
    /// </summary>
    public async ValueTask PongAsync(byte[] payload)
    {
        Volatile.Write(ref _pong, payload);
        if (_turn.Wait(0))
        {
            await FlushAsync().ConfigureAwait(false);
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether the peer cannot have got all that was written.</summary>
    public bool LostWrites => peer.LostWrites;

    /// <summary>Waits for the turn and sends a close, if none was sent. Where a message is half written a close may still stand; nothing follows it.</summary>
    public async ValueTask CloseAsync(ReadOnlyMemory<byte> payload)
    {
        await EnterAsync().ConfigureAwait(false);
        try
        {
            WriteControl(WebSocketOpcode.Close, payload.Span);
            await FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The peer is gone, or might as well be: nothing more is written.</summary>
    public void Shut() => _closed = true;

    public void Dispose() => _turn.Dispose();

    private static uint NewMask()
    {
        // RFC 6455 section 5.3: not to be guessed by whoever chose the payload.
        Span<byte> key = stackalloc byte[4];
        RandomNumberGenerator.Fill(key);
        return BinaryPrimitives.ReadUInt32LittleEndian(key);
    }
}
