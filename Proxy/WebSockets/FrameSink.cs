using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Writes the proxy's own frames to one peer. Several writers take turns: each enters first, and leaves when no message is partly written. Every method returns
/// false if the peer has stopped reading.
/// </summary>
/// <param name="peer">The peer.</param>
/// <param name="side">The proxy's side: towards an upstream it is the client and masks its frames.</param>
internal sealed class FrameSink(PeerConnection peer, WebSocketSide side) : IDisposable
{
    /// <summary>
    /// The most pongs that wait for a position in the stream. A peer that sends more pings meanwhile gets the newest ones (RFC 6455 section 5.5.3).
    /// </summary>
    private const int MostPongs = 32;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentQueue<byte[]> _pongs = new();
    private uint _mask;
    private long _offset;
    private long _left;
    private volatile bool _closed;

    /// <summary>True if nothing can be written any more: the proxy has sent its close, or the peer is gone.</summary>
    public bool IsClosed => _closed || peer.Failure is not null;

    /// <summary>True if a message is partly written, so that no other may begin.</summary>
    public bool IsInMessage { get; private set; }

    /// <summary>Waits for the turn to write.</summary>
    public Task EnterAsync() => _turn.WaitAsync();

    /// <summary>Ends the turn, and sends the pongs that were added during it after the last flush.</summary>
    public async ValueTask LeaveAsync()
    {
        _turn.Release();
        while (!_pongs.IsEmpty && _left == 0 && _turn.Wait(0))
        {
            await FlushAsync().ConfigureAwait(false);
            _turn.Release();
        }
    }

    /// <summary>Begins a frame; <see cref="WriteAsync"/> writes its payload.</summary>
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

    /// <summary>Writes the next part of the frame's payload, which is masked in place.</summary>
    /// <param name="payload">The part.</param>
    /// <param name="endsMessage">True if the part completes the message.</param>
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
            // Within a frame it would be taken for payload, and a truncated message for a complete one.
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

    /// <summary>Writes a whole text message; false, without writing, if another one is partly written.</summary>
    public ValueTask<bool> WriteTextAsync(byte[] text)
    {
        if (IsInMessage)
        {
            return new(false);
        }
        Begin(WebSocketOpcode.Text, final: true, text.Length);
        return WriteAsync(text, endsMessage: true);
    }

    /// <summary>Writes the buffered bytes, and the waiting pongs if the position allows them.</summary>
    public ValueTask<bool> FlushAsync()
    {
        while (_left == 0 && _pongs.TryDequeue(out byte[]? pong))
        {
            WriteControl(WebSocketOpcode.Pong, pong);
        }
        return peer.FlushAsync();
    }

    /// <summary>
    /// Responds to a ping without waiting for the turn, because its holder may be blocked by a peer that waits to be read. The pong is then sent with the next
    /// flush.
    /// </summary>
    public async ValueTask PongAsync(byte[] payload)
    {
        _pongs.Enqueue(payload);
        if (_pongs.Count > MostPongs)
        {
            _pongs.TryDequeue(out _);
        }
        if (_turn.Wait(0))
        {
            await FlushAsync().ConfigureAwait(false);
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>True if the peer cannot have received all written bytes.</summary>
    public bool LostWrites => peer.LostWrites;

    /// <summary>Waits for the turn and sends a close, if none was sent. A close may follow a partly written message; nothing follows the close.</summary>
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

    /// <summary>Stops all writing, because the peer is gone or no longer matters.</summary>
    public void Shut() => _closed = true;

    public void Dispose() => _turn.Dispose();

    private static uint NewMask()
    {
        // RFC 6455 section 5.3: the author of the payload must not be able to guess the mask.
        Span<byte> key = stackalloc byte[4];
        RandomNumberGenerator.Fill(key);
        return BinaryPrimitives.ReadUInt32LittleEndian(key);
    }
}
