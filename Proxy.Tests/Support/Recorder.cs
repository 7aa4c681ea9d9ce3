using System.Text;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>An upstream that records everything on its first connection, and responds if requested.</summary>
/// <param name="answer">Sent when a request with a body of known length or in chunks is complete; null for no response.</param>
internal sealed class Recorder(string? answer = null)
{
    private (byte[] Bytes, bool WasReset) _end = ([], true);
    private readonly TaskCompletionSource<byte[]> _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first complete request, which got the response.</summary>
    public Task<byte[]> WholeAsync() => _whole.Task.Within();

    /// <summary>
    /// The bytes until the proxy ended the connection, and whether it broke it off; it may do so before the upstream has finished its handshake.
    /// </summary>
    public async Task<(byte[] Bytes, bool WasReset)> EndAsync(Outside outside)
    {
        await outside.Upstream.ServedAsync();
        return _end;
    }

    public async Task ServeAsync(WirePeer upstream)
    {
        using MemoryStream seen = new();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await upstream.Stream.ReadAsync(buffer)) > 0)
            {
                seen.Write(buffer, 0, read);
                if (answer is not null && IsWhole(seen.GetBuffer().AsSpan(0, (int)seen.Length)))
                {
                    _whole.TrySetResult(seen.ToArray());
                    seen.SetLength(0);
                    await upstream.SendAsync(answer);
                }
            }
            _end = (seen.ToArray(), false);
        }
        catch (IOException)
        {
            _end = (seen.ToArray(), true);
        }
    }

    /// <summary>Asserts that no eight consecutive bytes of a secret were received.</summary>
    public static void AssertNothingOf(string secret, ReadOnlySpan<byte> seen)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(secret);
        for (int i = 0; i + 8 <= bytes.Length; i++)
        {
            Assert.That(seen.IndexOf(bytes.AsSpan(i, 8)), Is.EqualTo(-1), $"the upstream has bytes {i} to {i + 7} of the secret");
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> seen)
    {
        int head = seen.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }
        string text = Encoding.Latin1.GetString(seen[..head]);
        return WirePeer.Field(text, "Content-Length") is { } length
            ? seen.Length == head + 4 + int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)
            : WirePeer.Field(text, "Transfer-Encoding") is null || seen.EndsWith("0\r\n\r\n"u8);
    }
}
