using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>Every framing in both directions is read strictly and rewritten.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FramingTests
{
    private const string Host = Outside.Plain;

    [TestCase("Content-Length: 5\r\n\r\nhello", "Content-Length: 5\r\n", "hello")]
    [TestCase("Content-Length: 0\r\n\r\n", "Content-Length: 0\r\n", "")]
    [TestCase("\r\n", "", "")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX-T: 1\r\n\r\n", "Transfer-Encoding: chunked\r\n", "hello")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n", "")]
    public async Task A_request_body_is_reframed_as_a_whole_and_byte_by_byte(string sent, string framing, string content)
    {
        foreach (bool byteByByte in new[] { false, true })
        {
            List<string> seen = [];
            await using Outside outside = await Outside.WithAsync(async upstream =>
            {
                (string head, string body) = await upstream.ReadMessageAsync();
                seen.Add(head);
                seen.Add(body);
                await upstream.SendAsync(Script.Json("{}"));
                await upstream.ReadToEndAsync();
            });
            await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
            string request = $"PUT /x HTTP/1.1\r\nHost: {Host}\r\n{sent}";
            await (byteByByte ? client.SendByteByByteAsync(request) : client.SendAsync(request));
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
            Assert.That(seen, Is.EqualTo(new[] { $"PUT /x HTTP/1.1\r\nHost: {Host}\r\n{framing}\r\n", content }));
        }
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "Content-Length: 5\r\n\r\nhello")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nA: b\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [TestCase("HTTP/1.1 204 None\r\n\r\n", "\r\n")]
    [TestCase("HTTP/1.1 304 Same\r\nContent-Length: 99\r\n\r\n", "Content-Length: 99\r\n\r\n")]
    public async Task A_response_body_is_reframed(string sent, string expected)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(sent));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        // The second response shows that the first one ended at the right place.
        for (int i = 0; i < 2; i++)
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            await client.ReadToAsync("\r\n");
            Assert.That(await client.ReadAsync(expected.Length), Is.EqualTo(expected));
        }
        Assert.That(outside.Upstream.Connections, Is.EqualTo(1));
    }

    [TestCase("Content-Length: 42\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\n")]
    public async Task A_response_to_HEAD_has_no_body(string framing)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering($"HTTP/1.1 200 OK\r\n{framing}\r\n"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        for (int i = 0; i < 2; i++)
        {
            await client.SendAsync($"HEAD / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            string expected = framing.StartsWith("Content", StringComparison.Ordinal) ? framing : "";
            Assert.That(await client.ReadHeadAsync(), Is.EqualTo($"HTTP/1.1 200 OK\r\n{expected}\r\n"));
        }
    }

    [Test]
    public async Task A_response_that_ends_with_its_connection_becomes_chunked()
    {
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            await upstream.SendAsync("HTTP/1.1 200 OK\r\n\r\nhello");
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        for (int i = 1; i <= 2; i++)
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            (string head, string body) = await client.ReadMessageAsync();
            Assert.That(head, Does.Contain("Transfer-Encoding: chunked"));
            Assert.That(body, Is.EqualTo("hello"));
            Assert.That(outside.Upstream.Connections, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task An_HTTP_1_0_client_gets_a_response_that_ends_with_its_connection()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync("GET / HTTP/1.0\r\n\r\n");
        Assert.That(await client.ReadToEndAsync(), Is.EqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello"));
    }

    [TestCase("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [TestCase("Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello")]
    [TestCase("Content-Length: +5\r\n\r\nhello")]
    [TestCase("Transfer-Encoding: gzip, chunked\r\n\r\n")]
    public async Task An_ambiguous_request_is_refused_and_its_connection_closed(string rest)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: {Host}\r\n{rest}GET /smuggled HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 400 "));
        Assert.That(head, Does.Contain("x-bot-bottle-reason: bad_request").And.Contain("Connection: close"));
        Assert.That(body, Does.Contain("blue-fox"));
        Assert.That(await client.EndsCleanlyAsync(), Is.True);
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [Test]
    public async Task A_malformed_chunk_leaves_the_upstream_with_an_incomplete_request()
    {
        TaskCompletionSource arrived = new();
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            await upstream.ReadToAsync("hello\r\n");
            arrived.SetResult();
            seen.SetResult(await upstream.EndsCleanlyAsync() ? "ended" : "reset");
        }, new TestProxyOptions { Scans = false });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: {Host}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        await arrived.Task.Within();
        await client.SendAsync("zz\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 400 "));
        Assert.That(await seen.Task.Within(), Is.EqualTo("reset"));
    }

    [TestCase("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")]
    [TestCase("SSH-2.0-x\r\n")]
    public async Task A_malformed_response_is_a_502(string answer)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(answer));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("x-bot-bottle-reason: upstream_unreachable"), body);
    }

    [TestCase("HTTP/1.1 200 OK\r\n", 200, 500, "the head of its response is larger than 64 KiB")]
    [TestCase("HTTP/1.1 200 OK\r\n", 513, 1, "the head of its response has more than 512 fields")]
    [TestCase("HTTP/1.1 200 ", 1, 9000, "the status line of its response is longer than 8 KiB")]
    public async Task A_response_with_too_large_a_head_is_a_502_with_the_reason(string first, int fields, int length, string message)
    {
        string answer = first + string.Concat(Enumerable.Range(0, fields).Select(i => $"X-{i}: {new string('x', length)}\r\n")) + "Content-Length: 0\r\n\r\n";
        await using Outside outside = await Outside.WithAsync(Script.Answering(answer));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 "));
        Assert.That(body, Does.Contain(message.Replace("'", "\\u0027", StringComparison.Ordinal)).Or.Contain(message));
    }

    [TestCase("Content-Length: 9\r\n\r\nhello", "", "Content-Length: 9\r\n\r\nhello")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "nope\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    public async Task A_truncated_response_never_looks_complete(string first, string last, string given)
    {
        TaskCompletionSource taken = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            await upstream.SendAsync("HTTP/1.1 200 OK\r\n" + first);
            await taken.Task.Within();
            await upstream.SendAsync(last);
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        await client.ReadToAsync("\r\n");
        Assert.That(await client.ReadAsync(given.Length), Is.EqualTo(given));
        taken.SetResult();
        Assert.That(await client.EndsCleanlyAsync(), Is.False);
    }
}
