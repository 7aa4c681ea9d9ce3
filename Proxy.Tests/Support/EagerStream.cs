using System.Text;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>Writes bytes before the first bytes of a handshake, and skips the response to them.</summary>
internal sealed class EagerStream(RawClient client, string before, bool byteByByte = false) : Stream
{
    private readonly Stream _inner = client.Stream;
    private bool _written;
    private bool _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] bytes = _written ? buffer.ToArray() : [.. Encoding.ASCII.GetBytes(before), .. buffer.Span];
        foreach (byte[] part in bytes.Chunk(byteByByte && !_written ? 1 : bytes.Length))
        {
            await _inner.WriteAsync(part, cancellationToken);
        }
        _written = true;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_read)
        {
            _read = true;
            byte[] one = new byte[1];
            for (string seen = ""; !seen.EndsWith("\r\n\r\n", StringComparison.Ordinal); seen += (char)one[0])
            {
                await _inner.ReadExactlyAsync(one, cancellationToken);
            }
        }
        return await _inner.ReadAsync(buffer, cancellationToken);
    }

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
