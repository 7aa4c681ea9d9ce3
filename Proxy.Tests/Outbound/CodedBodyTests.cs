using System.IO.Compression;
using System.Text;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A coded body is searched decoded; the bytes that are sent decode only to cleared text.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CodedBodyTests
{
    // {"text":…,"value":"correct-horse-battery-42",…}, compressed by the reference tool.
    private const string Zstd =
        "KLUv/QRoRQIAogQPEbA9fEsnvJRk5xRDD99RXCoeddm7bdhBxHT+N0fw81biEbs32rIMmYkbFgR2VoD5gX6Q3FLfbsu+5F8aAgDCglLEZOYBdqckyw==";

    private static readonly string Text =
        string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i * 7919 % 10007},")) + Secrets.Known
            + string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i * 31 % 997},"));

    public static IEnumerable<TestCaseData> Codings()
    {
        foreach (int piece in new[] { 1, 7, 1000, 1 << 20 })
        {
            yield return Case("gzip", "gzip", Gzip(Text));
            yield return Case("deflate", "deflate", Pack(into => new ZLibStream(into, CompressionLevel.Optimal), Text));
            yield return Case("raw deflate", "deflate", Pack(into => new DeflateStream(into, CompressionLevel.Optimal), Text));
            yield return Case("br", "br", Pack(into => new BrotliStream(into, CompressionLevel.Optimal), Text));
            yield return Case("zstd", "zstd", Convert.FromBase64String(Zstd));
            yield return Case("gzip, unsaid", null, Gzip(Text));
            yield return Case("two members", "gzip", [.. Gzip(Text[..10000]), .. Gzip(Text[10000..])]);
            yield return Case("two members that part it", "gzip", [.. Gzip(Text[..Split]), .. Gzip(Text[Split..])]);
            yield return Case("unsaid, with a broken end", null, [.. Gzip(Text[..(Split + 20)])[..^8], 1, 2, 3, 4, 5, 6, 7, 8]);
            yield return Case("unsaid, cut off", null, Gzip(Text[..(Split + 20)])[..^8]);

            TestCaseData Case(string name, string? coding, byte[] body) =>
                new TestCaseData(coding, body, piece).SetArgDisplayNames(name, piece.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static int Split => Text.IndexOf(Secrets.Known, StringComparison.Ordinal) + 10;

    [TestCaseSource(nameof(Codings))]
    public async Task A_secret_in_a_coded_body_is_not_sent(string? coding, byte[] body, int piece)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Secrets.Chunked(coding is null ? "" : $"Content-Encoding: {coding}\r\n"));
        Task sending = SendAsync(client, body, piece);
        (string head, string answer) = await client.ReadMessageAsync();
        await sending;
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"), answer);
        (byte[] seen, bool wasReset) = await upstream.EndAsync(outside);
        Assert.That(wasReset, Is.True);
        Recorder.AssertNothingOf(Secrets.Known, Encoding.Latin1.GetBytes(Decoded(coding ?? "gzip", seen)));
    }

    [TestCase("compress", "abc")]
    [TestCase("gzip, gzip", "abc")]
    [TestCase("gzip", "this is no gzip")]
    [TestCase("br", "\u00ff\u00ff\u00ff\u00ff\u00ff")]
    public async Task An_undecodable_body_is_refused(string coding, string body)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("redact"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Secrets.Chunked($"Content-Encoding: {coding}\r\n") + Script.Chunk(body) + "0\r\n\r\n");
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"));
        Assert.That(answer, Does.Contain("DLP cannot search the body of this request for secrets: it ").And.Not.Contain("DLP found"));
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("DLP cannot search the body of this request for secrets: it "));
        (byte[] seen, bool wasReset) = await upstream.EndAsync(outside);
        Assert.That((wasReset, Encoding.Latin1.GetString(seen).EndsWith("0\r\n\r\n", StringComparison.Ordinal)), Is.EqualTo((true, false)));
    }

    [TestCase("gzip")]
    [TestCase(null)]
    public async Task A_clean_coded_body_passes_unchanged(string? coding)
    {
        byte[] body = Gzip(Text[..10000]);
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(
            $"POST /a HTTP/1.1\r\nHost: {Outside.Plain}\r\n{(coding is null ? "" : $"Content-Encoding: {coding}\r\n")}Content-Length: {body.Length}\r\n\r\n"
                + $"{Encoding.Latin1.GetString(body)}");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That((await upstream.WholeAsync())[^body.Length..], Is.EqualTo(body));
    }

    private static async Task SendAsync(RawClient client, byte[] body, int piece)
    {
        try
        {
            foreach (byte[] part in body.Chunk(piece))
            {
                await client.SendAsync(Script.Chunk(Encoding.Latin1.GetString(part)));
            }
            await client.SendAsync("0\r\n\r\n");
        }
        catch (IOException)
        {
            // The request was refused before it was sent completely.
        }
    }

    private static byte[] Gzip(string text) => Pack(into => new GZipStream(into, CompressionLevel.Optimal), text);

    private static byte[] Pack(Func<Stream, Stream> coder, string text)
    {
        MemoryStream packed = new();
        using (Stream stream = coder(packed))
        {
            stream.Write(Encoding.Latin1.GetBytes(text));
        }
        return packed.ToArray();
    }

    // Decodes as far as possible, because only the front of a chunked body arrived.
    private static string Decoded(string coding, byte[] seen)
    {
        string text = Encoding.Latin1.GetString(seen);
        int at = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (at < 4 || coding == "zstd")
        {
            return text;
        }
        List<byte> body = [];
        while (at < text.Length && text.IndexOf("\r\n", at, StringComparison.Ordinal) is var end and > 0)
        {
            int size = Convert.ToInt32(text[at..end], 16);
            body.AddRange(seen[(end + 2)..Math.Min(seen.Length, end + 2 + size)]);
            at = end + 2 + size + 2;
        }
        MemoryStream packed = new([.. body]);
        using Stream stream = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            _ when body is [0x78, ..] => new ZLibStream(packed, CompressionMode.Decompress),
            _ => new DeflateStream(packed, CompressionMode.Decompress),
        };
        StringBuilder plain = new();
        try
        {
            byte[] one = new byte[1];
            while (stream.Read(one) > 0)
            {
                plain.Append((char)one[0]);
            }
        }
        catch (InvalidDataException)
        {
            // The body was broken off.
        }
        return plain.ToString();
    }
}
