using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>1xx, Expect, and responses before the end of their request.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class InterimTests
{
    private const string Host = Outside.Plain;

    [Test]
    public async Task The_proxy_sends_100_Continue_for_an_allowed_request()
    {
        string? seen = null;
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (string head, string body) = await upstream.ReadMessageAsync();
            seen = head + body;
            await upstream.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Script.Json("{}"));
            await upstream.ReadToEndAsync();
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: {Host}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        Assert.That(await client.ReadHeadAsync(), Is.EqualTo("HTTP/1.1 100 Continue\r\n\r\n"));
        await client.SendAsync("hi");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "), "the upstream's own 100 is not forwarded");
        Assert.That(seen, Does.Not.Contain("xpect").And.EndsWith("hi"));
    }

    [Test]
    public async Task A_refused_request_gets_no_100()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync("denied.example:443");
        await client.SendAsync("POST / HTTP/1.1\r\nHost: denied.example\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        (string head, string _) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("Connection: close"));
        Assert.That(await client.EndsCleanlyAsync(), Is.True);
    }

    [Test]
    public async Task Early_hints_are_forwarded()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        Assert.That(await client.ReadHeadAsync(), Is.EqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"));
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
    }

    [TestCase("HTTP/1.1 102 Processing\r\n\r\n", 9)]
    [TestCase("HTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\n", 1)]
    public async Task Endless_or_malformed_interim_responses_are_a_502(string interim, int times)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(string.Concat(Enumerable.Repeat(interim, times)) + Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        string head;
        do
        {
            head = await client.ReadHeadAsync();
        }
        while (head.StartsWith("HTTP/1.1 102 ", StringComparison.Ordinal));
        Assert.That(head, Does.StartWith("HTTP/1.1 502 "));
    }

    [Test]
    public async Task A_response_before_the_end_of_the_request_is_forwarded_and_both_connections_end()
    {
        TaskCompletionSource<bool> ended = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            await upstream.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
            ended.SetResult(await upstream.EndsCleanlyAsync());
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 100000\r\n\r\nbegun");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 413 ").And.Contain("Connection: close"));
        Assert.That(body, Is.EqualTo("big"));
        Assert.That(await client.EndsCleanlyAsync(), Is.True);
        await ended.Task.Within();
        Assert.That(outside.Upstream.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_client_that_leaves_within_its_request_leaves_it_incomplete()
    {
        TaskCompletionSource begun = new();
        TaskCompletionSource<bool> ended = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadToAsync("begun");
            begun.SetResult();
            ended.SetResult(await upstream.EndsCleanlyAsync());
        }, new TestProxyOptions { Scans = false });
        RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 100\r\n\r\nbegun");
        await begun.Task.Within();
        await client.DisposeAsync();
        Assert.That(await ended.Task.Within(), Is.False);
    }
}
