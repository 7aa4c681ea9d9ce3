using System.Text;
using BotBottle.Core.Control;
using BotBottle.Core.Settings;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A route decides whether a secret is masked, refused or submitted for approval, and which detectors are used.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReactionTests
{
    private static readonly string Stars = new('*', Secrets.Known.Length);

    [Test]
    public async Task Redacted_values_keep_their_length_in_query_header_and_body()
    {
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("redact"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        string body = $"a={Secrets.Known}&b={Secrets.Token}&c={Secrets.Known}";
        await client.SendAsync(
            $"POST /a?x=1&y={Secrets.Known}&z={Secrets.Token} HTTP/1.1\r\nHost: {Outside.Plain}\r\nX-A: b {Secrets.Known}; {Secrets.Known}\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n{body}");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        string seen = Encoding.Latin1.GetString(await upstream.WholeAsync());
        Assert.That(seen, Does.StartWith($"POST /a?x=1&y={Stars}&z={new string('*', Secrets.Token.Length)} HTTP/1.1\r\n"));
        Assert.That(seen, Does.Contain($"X-A: b {Stars}; {Stars}\r\n"));
        Assert.That(seen, Does.EndWith($"Content-Length: {body.Length}\r\n\r\na={Stars}&b={new string('*', Secrets.Token.Length)}&c={Stars}"));
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("dlp_redacted").And.Not.Contain(Secrets.Known).And.Not.Contain(Secrets.Token));
    }

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(64)]
    [TestCase(1000)]
    public async Task Redaction_masks_the_right_bytes_for_any_pieces(int piece)
    {
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("redact"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        string body = string.Concat(Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 20)), i * 3) + "=" + Secrets.Known));
        await client.SendAsync(Secrets.Chunked());
        foreach (char[] part in body.Chunk(piece))
        {
            await client.SendAsync(Script.Chunk(new string(part)));
        }
        await client.SendAsync("0\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        string seen = Encoding.Latin1.GetString(await upstream.WholeAsync());
        StringBuilder text = new();
        for (int at = seen.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4; ;)
        {
            int end = seen.IndexOf("\r\n", at, StringComparison.Ordinal);
            int size = Convert.ToInt32(seen[at..end], 16);
            if (size == 0)
            {
                break;
            }
            text.Append(seen, end + 2, size);
            at = end + 2 + size + 2;
        }
        Assert.That(text.ToString(), Is.EqualTo(body.Replace(Secrets.Known, Stars, StringComparison.Ordinal)));
    }

    [TestCase($"GET /{Secrets.Known} HTTP/1.1\r\n", "")]
    [TestCase("GET / HTTP/1.1\r\n" + Secrets.Known + ": 1\r\n", "")]
    [TestCase("POST / HTTP/1.1\r\nContent-MD5: abc\r\nContent-Length: 24\r\n", Secrets.Known)]
    [TestCase("POST / HTTP/1.1\r\nAuthorization: AWS4-HMAC-SHA256 Credential=x\r\nContent-Length: 24\r\n", Secrets.Known)]
    [TestCase("POST / HTTP/1.1\r\nX-Hub-Signature-256: sha256=x\r\nContent-Length: 24\r\n", Secrets.Known)]
    public async Task A_secret_that_cannot_be_masked_is_refused(string head, string body)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("redact"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"{head}Host: {Outside.Plain}\r\n\r\n{body}");
        (string answer, string text) = await client.ReadMessageAsync();
        Assert.That(answer, Does.StartWith("HTTP/1.1 403 ").And.Contain("dlp_match"), text);
    }

    [TestCase("[]", true, true)]
    [TestCase("[token_patterns]", true, false)]
    [TestCase("[known_secrets]", false, true)]
    [TestCase("[token_patterns, known_secrets]", false, false)]
    public async Task A_route_chooses_the_detectors(string detectors, bool knownPasses, bool tokenPasses)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), Secrets.On("block", $", outbound_detectors: {detectors}"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(ModelCalls.Post(Outside.Plain, "/", Secrets.Known));
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith(knownPasses ? "HTTP/1.1 200 " : "HTTP/1.1 403 "));
        await using RawClient other = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await other.SendAsync(ModelCalls.Post(Outside.Plain, "/", Secrets.Token));
        Assert.That((await other.ReadMessageAsync()).Head, Does.StartWith(tokenPasses ? "HTTP/1.1 200 " : "HTTP/1.1 403 "));
    }

    [Test]
    public async Task Settings_allow_values_and_add_secrets_and_rules()
    {
        TestProxyOptions options = Secrets.On("block") with
        {
            Dlp = new DlpConfiguration(
                [new SecretValue("host.txt:1", "from-the-operators-file")], [new DlpAllowance(Secrets.Token, null)],
                [new DlpRule("ticket", "TICKET-[0-9]{6}", DlpSeverity.Block), new DlpRule("hint", "HINT-[0-9]{6}", DlpSeverity.Warn)]),
        };
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), options);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        foreach ((string value, string says) in new[] { ("from-the-operators-file", "known secret host.txt:1"), ("TICKET-123456", "ticket") })
        {
            await client.SendAsync($"GET /?a={value} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Body, Does.Contain(says));
        }
        foreach (string value in new[] { Secrets.Token, "HINT-123456" })
        {
            await client.SendAsync($"GET /?a={value} HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        }
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("hint in the query"));
    }
}
