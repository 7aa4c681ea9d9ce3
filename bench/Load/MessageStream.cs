using System.Buffers.Text;
using System.Text;

namespace BotBottle.Bench.Load;

/// <summary>The reading half of a connection: heads as text, bodies counted. One buffer for its life.</summary>
/// <param name="stream">The connection.</param>
internal sealed class MessageStream(Stream stream)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;

    /// <summary>Reads the next head with its last empty line; null if the connection ended before it.</summary>
    public async ValueTask<string?> ReadHeadAsync() => await ReadHeadBytesAsync() is { Length: > 0 } head ? Encoding.ASCII.GetString(head.Span) : null;

    /// <summary>Reads the next head with its last empty line, valid until the next read; empty if the connection ended before it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadHeadBytesAsync()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                ReadOnlyMemory<byte> head = _buffer.AsMemory(_start, length + 4);
                _start += length + 4;
                return head;
            }
            if (!await FillAsync())
            {
                return default;
            }
        }
    }

    /// <summary>Skips the body that a head announces with Content-Length.</summary>
    public ValueTask<long> SkipBodyAsync(string head) => SkipAsync(BodyLength(Encoding.ASCII.GetBytes(head)));

    /// <summary>Reads a response and skips its body.</summary>
    /// <returns>The bytes of the body.</returns>
    /// <exception cref="IOException">There is no response, or its status is not 200.</exception>
    public async ValueTask<long> ReadAnswerAsync()
    {
        ReadOnlyMemory<byte> head = await ReadHeadBytesAsync();
        if (!head.Span.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new IOException(head.Length == 0 ? "no answer" : Encoding.ASCII.GetString(head.Span));
        }
        return await SkipAsync(BodyLength(head.Span));
    }

    /// <summary>The Content-Length of a head; 0 without one.</summary>
    public static long BodyLength(ReadOnlySpan<byte> head)
    {
        const int name = 16;
        int at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            at = head.IndexOf("content-length: "u8);
        }
        return at >= 0 && Utf8Parser.TryParse(head[(at + name)..], out long length, out _) ? length : 0;
    }

    /// <summary>Skips a number of bytes.</summary>
    public async ValueTask<long> SkipAsync(long length)
    {
        for (long left = length; left > 0;)
        {
            if (_start == _end && !await FillAsync())
            {
                throw new EndOfStreamException($"{left} bytes early");
            }
            int taken = (int)Math.Min(left, _end - _start);
            _start += taken;
            left -= taken;
        }
        return length;
    }

    /// <summary>Reads the next line without its LF; null at the end.</summary>
    public async ValueTask<string?> ReadLineAsync()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                string line = Encoding.ASCII.GetString(_buffer, _start, length);
                _start += length + 1;
                return line;
            }
            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        // A skipped body may have any length; the buffer is empty then, and nothing is copied.
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = await stream.ReadAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }
}
