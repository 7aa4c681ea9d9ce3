using System.Buffers;
using System.Runtime.CompilerServices;

namespace BotBottle.Proxy.Transport;

/// <summary>
/// The output of one connection. Small writes (heads, chunk sizes, single events) are collected in one rented buffer, so that they are sent in one write and
/// one TLS record. Of a larger write, only the part that fills that record is copied, and the rest is written from its own memory. The transport collects the
/// records and sends them together. An idle connection holds no buffer. One writer at a time.
/// </summary>
internal sealed class WireWriter(Stream stream, SocketStream transport) : IBufferWriter<byte>
{
    /// <summary>The plaintext of the largest TLS record (RFC 8446 §5.1).</summary>
    private const int RecordSize = 16 * 1024;

    private byte[] _buffer = [];
    private int _count;

    /// <summary>The number of bytes that the stream has accepted so far.</summary>
    public long Written { get; private set; }

    /// <summary>The number of bytes that wait for the next flush, here or below TLS.</summary>
    public int Gathered => _count + transport.Gathered;

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_count);
    }

    /// <summary>Adds <paramref name="data"/> to the buffered record; bytes that do not fit are written at once.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data)
    {
        if (data.Length <= RecordSize - _count)
        {
            this.Write(data.Span);
            return ValueTask.CompletedTask;
        }
        return WriteLargeAsync(data);
    }

    /// <summary>Writes all buffered bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync()
    {
        if (_count > 0)
        {
            await stream.WriteAsync(_buffer.AsMemory(0, _count)).ConfigureAwait(false);
            Written += _count;
        }
        await transport.SendGatheredAsync().ConfigureAwait(false);
        Release();
    }

    /// <summary>Returns the buffer to the pool; unflushed bytes in it are lost.</summary>
    public void Release()
    {
        _count = 0;
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteLargeAsync(ReadOnlyMemory<byte> data)
    {
        transport.Gather();
        if (_count > 0)
        {
            int fill = Math.Max(0, RecordSize - _count);
            this.Write(data.Span[..fill]);
            data = data[fill..];
            await stream.WriteAsync(_buffer.AsMemory(0, _count)).ConfigureAwait(false);
            Written += _count;
            _count = 0;
        }
        int whole = data.Length - (data.Length % RecordSize);
        if (whole > 0)
        {
            await stream.WriteAsync(data[..whole]).ConfigureAwait(false);
            Written += whole;
        }
        this.Write(data.Span[whole..]);
    }

    private void Reserve(int sizeHint)
    {
        int needed = _count + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
        {
            return;
        }
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, RecordSize));
        _buffer.AsSpan(0, _count).CopyTo(larger);
        int count = _count;
        Release();
        _buffer = larger;
        _count = count;
    }
}
