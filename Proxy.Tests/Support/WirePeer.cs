using System.Net.Sockets;
using System.Text;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>One end of a connection in a test: text in, text out, with a limit for every wait.</summary>
internal class WirePeer(Socket socket, Stream stream) : IAsyncDisposable
{
    private readonly MemoryStream _seen = new();
    private int _taken;
    private bool _ended;

    public Socket Socket => socket;

    public Stream Stream { get; protected set; } = stream;

    public async Task SendAsync(string text)
    {
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).Within();
        await Stream.FlushAsync().Within();
    }

    public async Task SendByteByByteAsync(string text)
    {
        foreach (char c in text)
        {
            await SendAsync(c.ToString());
        }
    }

    /// <summary>Reads up to and including <paramref name="mark"/>; fails if the connection ends before it.</summary>
    public async Task<string> ReadToAsync(string mark)
    {
        while (true)
        {
            string text = Untaken();
            int at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
            {
                _taken += at + mark.Length;
                return text[..(at + mark.Length)];
            }
            if (!await FillAsync())
            {
                throw new EndOfStreamException($"ended before '{mark}', after '{text}'");
            }
        }
    }

    public async Task<string> ReadAsync(int count)
    {
        while (_seen.Length - _taken < count)
        {
            if (!await FillAsync())
            {
                throw new EndOfStreamException($"ended before {count} bytes, after '{Untaken()}'");
            }
        }
        string text = Untaken()[..count];
        _taken += count;
        return text;
    }

    public Task<string> ReadHeadAsync() => ReadToAsync("\r\n\r\n");

    /// <summary>Reads a head and its body by Content-Length or chunks; returns the body without framing.</summary>
    public async Task<(string Head, string Body)> ReadMessageAsync()
    {
        string head = await ReadHeadAsync();
        if (Field(head, "Content-Length") is { } length)
        {
            return (head, await ReadAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)));
        }
        return (head, Field(head, "Transfer-Encoding") == "chunked" ? await ReadChunksAsync() : "");
    }

    public async Task<string> ReadChunksAsync()
    {
        StringBuilder body = new();
        while (await ReadChunkAsync() is { Length: > 0 } chunk)
        {
            body.Append(chunk);
        }
        return body.ToString();
    }

    /// <summary>Reads the next chunk; the last one is empty.</summary>
    public async Task<string> ReadChunkAsync()
    {
        string size = (await ReadToAsync("\r\n"))[..^2];
        string data = await ReadAsync(Convert.ToInt32(size, 16));
        Assert.That(await ReadAsync(2), Is.EqualTo("\r\n"));
        return data;
    }

    /// <summary>Skips bytes.</summary>
    public async Task SkipAsync(long count)
    {
        int here = (int)Math.Min(count, _seen.Length - _taken);
        _taken += here;
        count -= here;
        byte[] buffer = new byte[256 * 1024];
        while (count > 0)
        {
            int read = await Stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count))).Within();
            count -= read > 0 ? read : throw new EndOfStreamException($"ended {count} bytes early");
        }
    }

    /// <summary>Reads everything up to the orderly end of the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }
        string text = Untaken();
        _taken += text.Length;
        return text;
    }

    /// <summary>True if the connection ended in an orderly way without further bytes; false for a reset.</summary>
    public async Task<bool> EndsCleanlyAsync()
    {
        try
        {
            return (await ReadToEndAsync()).Length == 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static string? Field(string head, string name)
    {
        foreach (string line in head.Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 1)..].Trim();
            }
        }
        return null;
    }

    /// <summary>Breaks the connection with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        socket.Dispose();
        GC.SuppressFinalize(this);
    }

    private string Untaken() => Encoding.Latin1.GetString(_seen.GetBuffer(), _taken, (int)_seen.Length - _taken);

    private async Task<bool> FillAsync()
    {
        if (_ended)
        {
            return false;
        }
        byte[] buffer = new byte[16 * 1024];
        int read = await Stream.ReadAsync(buffer).Within();
        _ended = read == 0;
        _seen.Write(buffer, 0, read);
        return read > 0;
    }
}
