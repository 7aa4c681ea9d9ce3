using System.Text;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Outbound;

/// <summary>A secret stops a request's body: no part of the secret is sent, and the upstream cannot take the request for complete.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BodyTests
{
    private static readonly string[] Values = [Secrets.Known, Secrets.Token];

    public static IEnumerable<TestCaseData> Shapes()
    {
        foreach (string secret in Values)
        {
            string body = $"{{\"text\":\"{new string('x', 3000)}\",\"key\":\"{secret}\",\"more\":\"{new string('y', 3000)}\"}}";
            int at = body.IndexOf(secret, StringComparison.Ordinal);
            string known = $"POST /a HTTP/1.1\r\nHost: {Outside.Plain}\r\nContent-Length: {body.Length}\r\n\r\n";
            yield return Case("whole", known + body);
            yield return Case("two records", known + body[..(at + 9)], body[(at + 9)..]);
            yield return Case("a byte a chunk", Secrets.Chunked() + string.Concat(body.Select(c => Script.Chunk(c.ToString()))) + "0\r\n\r\n");
            yield return Case("two chunks", Secrets.Chunked() + Script.Chunk(body[..(at + 11)]), Script.Chunk(body[(at + 11)..]) + "0\r\n\r\n");
            yield return Case("at the very end", known[..^4] + "\r\n\r\n" + new string('z', body.Length - secret.Length), secret);
            yield return Case(
                "multipart", Secrets.Chunked("Content-Type: multipart/form-data; boundary=b\r\n"),
                Script.Chunk($"--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{secret[..7]}"),
                Script.Chunk($"{secret[7..]}\"\r\n\r\nx\r\n--b--\r\n") + "0\r\n\r\n");
            yield return Case(
                "base64 in parts", [Secrets.Chunked(), .. Convert.ToBase64String(Encoding.ASCII.GetBytes("ab " + secret + " cd")).Chunk(5)
                    .Select(part => Script.Chunk(new string(part))), "0\r\n\r\n"]);
            yield return Case("an asked for body", Secrets.Chunked("Expect: 100-continue\r\n") + Script.Chunk(body) + "0\r\n\r\n");
            yield return Case("GET", known.Replace("POST", "GET", StringComparison.Ordinal) + body);

            TestCaseData Case(string name, params string[] pieces) => new TestCaseData(pieces, secret).SetArgDisplayNames(name, secret[..4]);
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public async Task A_secret_in_a_body_is_not_sent(string[] pieces, string secret)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        foreach (string piece in pieces)
        {
            await client.SendAsync(piece);
        }
        (string head, string body) = await client.ReadMessageAsync();
        (head, body) = head.StartsWith("HTTP/1.1 100", StringComparison.Ordinal) ? await client.ReadMessageAsync() : (head, body);
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("x-bot-bottle-reason: dlp_match"), body);
        Assert.That(body, Does.Contain(secret == Secrets.Known ? "known secret TOKEN in the body" : "GitHub token in the body").And.Contain(
            "***").And.Not.Contain(secret));
        (byte[] seen, bool wasReset) = await upstream.EndAsync(outside);
        Recorder.AssertNothingOf(secret, seen);
        Recorder.AssertNothingOf(Convert.ToBase64String(Encoding.ASCII.GetBytes("ab " + secret))[4..], seen);
        Assert.That(wasReset, Is.True);
        Assert.That(seen.AsSpan().EndsWith("0\r\n\r\n"u8), Is.False);
        Assert.That(outside.Proxy.Log.ToString(), Does.Contain("\"dlp_match\"").And.Not.Contain(secret));
    }

    [Test]
    public async Task A_secret_in_the_body_of_a_HEAD_request_is_not_sent([ValueSource(nameof(Values))] string secret)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"HEAD /a HTTP/1.1\r\nHost: {Outside.Plain}\r\nContent-Length: {secret.Length}\r\n\r\n{secret}");
        Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 403 ").And.Contain("x-bot-bottle-reason: dlp_match"));
        Recorder.AssertNothingOf(secret, (await upstream.EndAsync(outside)).Bytes);
    }

    [Test]
    public async Task A_secret_is_found_at_every_split_over_two_chunks([ValueSource(nameof(Values))] string secret, [Range(1, 23)] int split)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Secrets.Chunked() + Script.Chunk("a=" + secret[..split]));
        await client.SendAsync(Script.Chunk(secret[split..] + "&b=1") + "0\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.Contain("dlp_match"));
        Recorder.AssertNothingOf(secret, (await upstream.EndAsync(outside)).Bytes);
    }

    [TestCase(64)]
    [TestCase(100, Category = "Long")]
    public async Task A_secret_at_the_end_of_a_large_body_is_found(int megabytes)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        long length = (long)megabytes << 20;
        await client.SendAsync($"PUT /a HTTP/1.1\r\nHost: {Outside.Plain}\r\nContent-Length: {length}\r\n\r\n");
        string block = string.Concat(Enumerable.Range(0, 8192).Select(i => $"{i:d7}\n"));
        for (long left = length; left > block.Length; left -= block.Length)
        {
            await client.SendAsync(block);
        }
        await client.SendAsync((new string('a', block.Length - 60) + Secrets.Known)[..^9]);
        await client.SendAsync(Secrets.Known[^9..] + new string('b', 60 - Secrets.Known.Length));
        Assert.That((await client.ReadMessageAsync()).Head, Does.Contain("dlp_match"));
        (byte[] seen, bool wasReset) = await upstream.EndAsync(outside);
        Recorder.AssertNothingOf(Secrets.Known, seen);
        Assert.That(wasReset, Is.True);
        Assert.That(seen.Length, Is.LessThan(length));
    }

    [Test]
    public async Task A_large_body_without_a_secret_is_sent_completely()
    {
        const int Blocks = 64;
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        string block = string.Concat(Enumerable.Range(0, 16384).Select(i => $"{i:d7}\n"));
        await client.SendAsync($"PUT /a HTTP/1.1\r\nHost: {Outside.Plain}\r\nContent-Length: {Blocks * block.Length}\r\n\r\n");
        for (int i = 0; i < Blocks; i++)
        {
            await client.SendAsync(block);
        }
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        byte[] seen = await upstream.WholeAsync();
        Assert.That(Encoding.Latin1.GetString(seen, seen.Length - (Blocks * block.Length), Blocks * block.Length),
            Is.EqualTo(string.Concat(Enumerable.Repeat(block, Blocks))));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Held_bytes_are_not_sent_when_the_client_leaves(bool reset)
    {
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Secrets.Chunked() + Script.Chunk(new string('a', 5000) + Secrets.Known[..^1]));
        if (reset)
        {
            client.Reset();
        }
        else
        {
            await client.DisposeAsync();
        }
        (byte[] seen, bool wasReset) = await upstream.EndAsync(outside);
        Recorder.AssertNothingOf(Secrets.Known[..^1], seen);
        Assert.That(wasReset, Is.True);
    }

    [Test]
    public async Task Trailers_and_chunk_extensions_are_not_forwarded()
    {
        Recorder upstream = new(Script.Json("{}"));
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, Secrets.On("block"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(Secrets.Chunked() + $"2;a={Secrets.Known}\r\n{{}}\r\n0;{Secrets.Token}\r\nX-A: {Secrets.Known}\r\n\r\n");
        await client.ReadMessageAsync();
        byte[] seen = await upstream.WholeAsync();
        Recorder.AssertNothingOf(Secrets.Known, seen);
        Recorder.AssertNothingOf(Secrets.Token, seen);
    }

    [TestCase(Outside.Claude, "/v1/messages", """{"model":"claude-x","max_tokens":64,"messages":[{"role":"user","content":"host-codex-key"}]}""",
        "\"type\":\"error\"")]
    [TestCase(Outside.OpenAi, "/v1/responses", """{"model":"gpt-x","input":"host-claude-key"}""", "\"error\":{")]
    public async Task A_model_call_is_refused_in_the_shape_of_its_provider_without_a_hold(string host, string path, string body, string shape)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        Recorder upstream = new();
        await using Outside outside = await Outside.WithAsync(upstream.ServeAsync, controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(ModelCalls.Post(host, path, body));
        (string head, string answer) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 400 ").And.Contain("x-bot-bottle-reason: dlp_match"), answer);
        Assert.That(answer, Does.Contain(shape).And.Contain("known secret").And.Not.Contain("host-codex-key").And.Not.Contain("host-claude-key"));
        Recorder.AssertNothingOf(host == Outside.Claude ? "host-codex-key" : "host-claude-key", (await upstream.EndAsync(outside)).Bytes);
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }
}
