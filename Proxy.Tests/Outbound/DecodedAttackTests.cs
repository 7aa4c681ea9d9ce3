using System.IO.Compression;
using System.Text;
using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;
using static BotBottle.Proxy.Tests.Outbound.CodedCalls;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>Coded bodies that two receivers read in different ways, end in the wrong place, or grow: a provider gets only what was searched.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class DecodedAttackTests
{
    private static readonly string Stars = new('*', Secrets.Shaped.Length);

    [TestCase("Content-Encoding: gzip, identity")]
    [TestCase("Content-Encoding: identity, gzip")]
    [TestCase("Content-Encoding: gzip, gzip")]
    [TestCase("Content-Encoding: gzip\r\nContent-Encoding: gzip")]
    [TestCase("Content-Encoding: identity\r\nContent-Encoding: gzip")]
    [TestCase("Content-Encoding: compress")]
    [TestCase("Content-Encoding: aws-chunked,gzip")]
    public async Task A_body_with_several_or_unknown_codings_stays_refused(string fields)
    {
        byte[] body = Coder.Code("gzip", Body("nothing"));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Post($"{fields}\r\nContent-Length: {body.Length}") + Latin1(body));
        await AssertRefusedAsync(provider, client, "DLP cannot search");
    }

    /// <summary>
    /// With the head of zlib it is one stored block of innocent bytes. Without, the head is that of a stored block of 257 bytes, and the next block is a token.
    /// </summary>
    [Test]
    public async Task Deflate_with_two_meanings_arrives_with_the_one_that_was_searched()
    {
        byte[] token = Coder.Code("raw", Secrets.Shaped);
        byte[] innocent = [.. Enumerable.Repeat((byte)'a', 255), .. token, .. Enumerable.Repeat((byte)'b', 0xFEFE - 255 - token.Length)];
        byte[] body = [0x78, 0x01, 0x01, 0xFE, 0xFE, 0x01, 0x01, .. innocent, .. Adler32(innocent)];
        using (StreamReader other = new(new DeflateStream(new MemoryStream(body), CompressionMode.Decompress)))
        {
            Assert.That(await other.ReadToEndAsync(), Does.EndWith(Secrets.Shaped));
        }
        await using CallRecorder provider = await CallRecorder.StartAsync(
            new TestProxyOptions { Routes = $"routes: [{{host: {Outside.Claude}, agent_credentials: true, unmetered: true}}]" });
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head("deflate", $"Content-Length: {body.Length}").Replace("/messages", "/files", StringComparison.Ordinal) + Latin1(body));
        (string status, string answer) = await client.ReadMessageAsync();
        Assert.That(status, Does.StartWith("HTTP/1.1 200 "), answer);
        (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
        Assert.That((text == Latin1(innocent), head.Contains("Content-Encoding", StringComparison.Ordinal)), Is.EqualTo((true, false)));
    }

    /// <summary>Python skips zeros behind gzip and decodes what follows; other receivers stop. Nothing may follow, then.</summary>
    [TestCase("gzip", "")]
    [TestCase("gzip", "\0\0\0\0")]
    [TestCase("gzip", "x")]
    [TestCase("br", "")]
    [TestCase("br", "x")]
    [TestCase("zstd", "\0")]
    [TestCase("zstd", "x")]
    public async Task Bytes_behind_the_coded_data_are_not_sent(string coding, string between)
    {
        byte[] more = [.. Encoding.Latin1.GetBytes(between), .. Coder.Code(coding, Secrets.Shaped)];
        byte[] body = [.. Coder.Code(coding, Body("nothing")), .. between.Length == 0 ? "abc"u8 : more];
        string whole = $"Content-Length: {body.Length}\r\n\r\n{Latin1(body)}";
        string parted = $"Transfer-Encoding: chunked\r\n\r\n{Chunks(body[..^3], body[^3..])}";
        foreach (string framing in (string[])[whole, parted])
        {
            await using CallRecorder provider = await CallRecorder.StartAsync();
            await using RawClient client = await provider.TunnelAsync();
            await client.SendAsync(Post($"Content-Encoding: {coding}")[..^4] + $"\r\n{framing}");
            await AssertRefusedAsync(provider, client, "its content coding");
        }
    }

    /// <summary>libzstd compares a frame with the size in its head only if the frame arrives at once.</summary>
    [Test]
    public async Task A_frame_that_is_sound_only_in_pieces_is_refused([Values] bool inPieces, [Values("nothing", Secrets.Shaped)] string value)
    {
        byte[] text = Encoding.ASCII.GetBytes(Body(value));
        int block = (text.Length << 3) | 1;
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, (byte)(text.Length - 1), (byte)block, (byte)(block >> 8), 0, .. text];
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(
            Head("zstd", "Transfer-Encoding: chunked") + Chunks(inPieces ? [.. frame.Select(next => new[] { next })] : [frame]));
        await AssertRefusedAsync(provider, client, "its content coding");
    }

    [TestCaseSource(typeof(Coder), nameof(Coder.Codings))]
    public async Task A_body_that_ends_early_is_refused(string coding)
    {
        foreach (string value in (string[])["nothing", Secrets.Shaped])
        {
            byte[] body = Coder.Code(coding, Body(value));
            foreach (int length in (int[])[1, body.Length / 2, body.Length - 1])
            {
                await using CallRecorder provider = await CallRecorder.StartAsync();
                await using RawClient client = await provider.TunnelAsync();
                await client.SendAsync(Head(coding, $"Content-Length: {length}") + Latin1(body[..length]));
                await AssertRefusedAsync(provider, client, "its content coding");
            }
        }
    }

    [Test]
    public async Task The_end_of_a_document_that_streams_as_text_waits_for_its_admission()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        controller.Admit = _ => Task.FromResult(
            new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: new BudgetRefusal("run:blue-fox", "claude", "tokens", 1000, 1200, 0, null)));
        byte[] body = Coder.Code("gzip", Body(new Random(1).GetString("abcdefghijklmnopqrstuvwxyz", 600_000)));
        Assert.That(body, Has.Length.GreaterThan(300 * 1024));
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(Head("gzip", $"Content-Length: {body.Length}") + Latin1(body));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 402 "));
        (byte[] bytes, bool wasReset) = await upstream.EndAsync(outside);
        string seen = Latin1(bytes);
        Assert.That(wasReset, Is.True);
        Assert.That(seen.Contains("\"model\":\"claude-x\"", StringComparison.Ordinal), Is.True);
        Assert.That(seen.Contains("\"}]}", StringComparison.Ordinal), Is.False);
    }

    [TestCase("gzip")]
    [TestCase("zstd")]
    public async Task A_bomb_is_refused_behind_a_find_too(string coding)
    {
        byte[] body = Coder.Code(coding, Body(Secrets.Shaped + new string(' ', 66 << 20)));
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head(coding, $"Content-Length: {body.Length}") + Latin1(body));
        await AssertRefusedAsync(provider, client, "exceeds the size limit when it is decoded");
    }

    /// <summary>The name of a file in gzip, and a skippable frame of zstd: no decoder makes text of them.</summary>
    [TestCase("gzip")]
    [TestCase("zstd")]
    public async Task Coded_bytes_that_are_no_text_are_not_sent_with_a_find_in_them(string coding)
    {
        byte[] coded = Coder.Code(coding, Body("nothing"));
        byte[] name = Encoding.ASCII.GetBytes($" {Secrets.Shaped} ");
        byte[] body = coding == "zstd" ? [0x50, 0x2A, 0x4D, 0x18, (byte)name.Length, 0, 0, 0, .. name, .. coded]
            : [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, .. name, 0, .. coded[10..]];
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        await client.SendAsync(Head(coding, $"Content-Length: {body.Length}") + Latin1(body));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        (string head, string text) = await provider.Requests.Reader.ReadAsync().Within();
        Assert.That((text, head.Contains("Content-Encoding", StringComparison.Ordinal)), Is.EqualTo((Body("nothing"), false)));
    }

    [Test]
    public async Task The_next_request_on_the_connection_is_the_next_request([Values("gzip", "br", "zstd")] string coding, [Values] bool isChunked)
    {
        await using CallRecorder provider = await CallRecorder.StartAsync();
        await using RawClient client = await provider.TunnelAsync();
        string next = Body("GET /smuggled HTTP/1.1");
        string[] given = [Body(Secrets.Shaped), Body("clean"), Body(Secrets.Shaped), "{}"];
        string stream = string.Concat(given.Select(text => Latin1(Coder.Code(coding, text))).Select(body => isChunked
            ? Head(coding, "Trailer: X-Key\r\nTransfer-Encoding: chunked") + Script.Chunk(body) + $"0\r\nX-Key: {Secrets.Shaped}\r\n\r\n"
            : Head(coding, $"Content-Length: {body.Length}") + body)) + ModelCalls.PostClaude(next);
        await client.SendAsync(stream);
        List<(string Head, string Body)> seen = [];
        for (int i = 0; i <= given.Length; i++)
        {
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
            seen.Add(await provider.Requests.Reader.ReadAsync().Within());
        }
        string[] due = [Body(Stars), Latin1(Coder.Code(coding, given[1])), Body(Stars), Latin1(Coder.Code(coding, "{}")), next];
        Assert.That(seen.Select(one => one.Body), Is.EqualTo(due));
        Assert.That(seen.Select(one => one.Head), Has.None.Contains("X-Key").And.All.StartsWith("POST /v1/messages HTTP/1.1\r\n"));
        Assert.That(provider.Requests.Reader.TryRead(out _), Is.False);
    }

    // RFC 1950 section 8.2.
    private static byte[] Adler32(byte[] bytes)
    {
        (uint a, uint b) = (1, 0);
        foreach (byte next in bytes)
        {
            a = (a + next) % 65521;
            b = (b + a) % 65521;
        }
        return [(byte)(b >> 8), (byte)b, (byte)(a >> 8), (byte)a];
    }
}
