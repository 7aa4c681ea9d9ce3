using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace BotBottle.Proxy.Transport;

/// <summary>
/// The stream of a socket, for TLS, which reads and writes one record at a time. It receives up to <see cref="PieceSize"/> bytes at once and, between
/// <see cref="Gather"/> and <see cref="SendGatheredAsync"/>, sends as many at once. It holds no buffer while it waits. One reader and one writer at a time.
/// </summary>
/// <remarks>A zero-byte read waits until bytes or the end of the stream are available.</remarks>
internal sealed class SocketStream : Stream
{
    /// <summary>Nearly four of the largest TLS records, and a bucket size of the pool; one byte more would take twice the memory.</summary>
    private const int PieceSize = 64 * 1024;

    private byte[] _incoming = [];
    private int _start;
    private int _end;
    private bool _isReadable;
    private byte[] _outgoing = [];
    private int _gathered;
    private bool _gathers;

    /// <param name="socket">The connected socket, which is not closed with the stream.</param>
    public SocketStream(Socket socket)
    {
        Socket = socket;
        // A read takes the available bytes; if there are none, it waits without a buffer.
        socket.Blocking = false;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public Socket Socket { get; }

    /// <summary>The number of bytes that were written and not sent.</summary>
    public int Gathered => _gathered;

    /// <summary>Puts back bytes that were read too early: a ClientHello that arrived before the proxy's 200 or was parsed.</summary>
    public void Unread(in ReadOnlySequence<byte> early)
    {
        int length = (int)early.Length;
        if (length == 0)
        {
            return;
        }
        byte[] joined = ArrayPool<byte>.Shared.Rent(length + _end - _start);
        early.CopyTo(joined);
        _incoming.AsSpan(_start, _end - _start).CopyTo(joined.AsSpan(length));
        int end = length + _end - _start;
        ReturnIncoming();
        _incoming = joined;
        _end = end;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return _end > _start || _isReadable ? new ValueTask<int>(0) : WaitAsync(cancellationToken);
        }
        return TryTake(buffer.Span) is { } taken ? new ValueTask<int>(taken) : WaitAndTakeAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Buffers later writes until <see cref="SendGatheredAsync"/> is called or the buffer is full.</summary>
    public void Gather() => _gathers = true;

    /// <summary>Sends the buffered bytes; later writes are sent at once.</summary>
    public ValueTask SendGatheredAsync()
    {
        _gathers = false;
        return _gathered > 0 ? SendOutgoingAsync() : ValueTask.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_gathers && buffer.Length <= PieceSize - _gathered)
        {
            Keep(buffer.Span);
            return ValueTask.CompletedTask;
        }
        return SendAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Does nothing; the writer of the records sends them (<see cref="SendGatheredAsync"/>).</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ReturnIncoming();
            ReturnOutgoing();
        }
        base.Dispose(disposing);
    }

    // Takes bytes that have arrived already; null if there are none.
    private int? TryTake(Span<byte> buffer)
    {
        if (_end == _start)
        {
            _isReadable = false;
            byte[] incoming = ArrayPool<byte>.Shared.Rent(PieceSize);
            int received = Socket.Receive(incoming.AsSpan(0, PieceSize), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success || received == 0)
            {
                ArrayPool<byte>.Shared.Return(incoming);
                return error switch
                {
                    SocketError.Success => 0,
                    SocketError.WouldBlock => null,
                    _ => throw new SocketException((int)error),
                };
            }
            (_incoming, _start, _end) = (incoming, 0, received);
        }
        int count = Math.Min(buffer.Length, _end - _start);
        _incoming.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        if (_start == _end)
        {
            ReturnIncoming();
        }
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(CancellationToken cancel)
    {
        await Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel).ConfigureAwait(false);
        _isReadable = true;
        return 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAndTakeAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            await WaitAsync(cancel).ConfigureAwait(false);
            if (TryTake(buffer.Span) is { } taken)
            {
                return taken;
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_outgoing.Length == 0)
        {
            _outgoing = ArrayPool<byte>.Shared.Rent(PieceSize);
        }
        bytes.CopyTo(_outgoing.AsSpan(_gathered));
        _gathered += bytes.Length;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (!_gathers)
        {
            await SendAllAsync(bytes, cancel).ConfigureAwait(false);
            return;
        }
        while (bytes.Length > PieceSize - _gathered)
        {
            int fits = PieceSize - _gathered;
            Keep(bytes.Span[..fits]);
            bytes = bytes[fits..];
            await SendAllAsync(_outgoing.AsMemory(0, PieceSize), cancel).ConfigureAwait(false);
            _gathered = 0;
        }
        Keep(bytes.Span);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendOutgoingAsync()
    {
        await SendAllAsync(_outgoing.AsMemory(0, _gathered), CancellationToken.None).ConfigureAwait(false);
        ReturnOutgoing();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await Socket.SendAsync(bytes, SocketFlags.None, cancel).ConfigureAwait(false)..];
        }
    }

    private void ReturnIncoming()
    {
        _start = 0;
        _end = 0;
        if (_incoming.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_incoming);
            _incoming = [];
        }
    }

    private void ReturnOutgoing()
    {
        _gathered = 0;
        if (_outgoing.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_outgoing);
            _outgoing = [];
        }
    }
}
