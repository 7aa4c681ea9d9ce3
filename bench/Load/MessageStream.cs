using System.Globalization;
using System.Text;

namespace BotBottle.Bench.Load;

/// <summary>The reading half of a connection: heads as text, bodies counted. One buffer for its life.</summary>
/// <param name="stream">The connection.</param>
internal sealed class MessageStream(Stream stream)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next head with its last empty line; null when the connection ended before one.</summary>
    public async ValueTask<string?> ReadHeadAsync()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                string head = Encoding.ASCII.GetString(_buffer, _start, length + 4);
                _start += length + 4;
                return head;
            }
            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    /// <summary>Reads past the body that a head announces by Content-Length.</summary>
    public async ValueTask<long> SkipBodyAsync(string head)
    {
        const string name = "Content-Length: ";
        int at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        long length = at < 0 ? 0 : long.Parse(head.AsSpan(at + name.Length, head.IndexOf('\r', at) - at - name.Length), CultureInfo.InvariantCulture);
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

    /// <summary>The next line that ends in LF, without it; null at the end.</summary>
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
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = await stream.ReadAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }
}
