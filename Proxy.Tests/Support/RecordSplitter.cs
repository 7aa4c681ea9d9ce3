using System.Buffers.Binary;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>Spreads a client's first TLS flight over records of a few bytes each, as a hostile client may, and flushes a byte at a time if asked to.</summary>
internal sealed class RecordSplitter(Stream inner, int payload, bool byteByByte) : Stream
{
    private bool _done;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] bytes = _done ? buffer.ToArray() : Split(buffer.Span);
        foreach (byte[] part in bytes.Chunk(byteByByte && !_done ? 1 : bytes.Length))
        {
            await inner.WriteAsync(part, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }
        _done = true;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private byte[] Split(ReadOnlySpan<byte> records)
    {
        List<byte> split = [];
        while (!records.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            foreach (byte[] part in records.Slice(5, length).ToArray().Chunk(payload))
            {
                split.AddRange([.. records[..3], (byte)(part.Length >> 8), (byte)part.Length, .. part]);
            }
            records = records[(5 + length)..];
        }
        return [.. split];
    }
}
