using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

[Parallelizable(ParallelScope.All)]
public sealed class KeepAliveTests
{
    private const string Host = Outside.Plain;

    [Test]
    public async Task Both_connections_serve_many_requests()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering((head, _) => Script.Json($"\"{head.Split(' ')[1]}\"")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        for (int i = 0; i < 5; i++)
        {
            await client.SendAsync($"GET /{i} HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo($"\"/{i}\""));
        }
        Assert.That(outside.Upstream.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Pipelined_requests_are_served_in_order_one_at_a_time()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering((head, body) => Script.Json($"\"{head.Split(' ')[1]}{body}\"")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        string requests = string.Concat(Enumerable.Range(0, 4).Select(i =>
            $"POST /{i} HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 2\r\n\r\nb{i}GET /g{i} HTTP/1.1\r\nHost: {Host}\r\n\r\n"));
        await client.SendByteByByteAsync(requests);
        for (int i = 0; i < 4; i++)
        {
            Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo($"\"/{i}b{i}\""));
            Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo($"\"/g{i}\""));
        }
        Assert.That(outside.Upstream.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Each_request_of_a_connection_gets_its_own_decision()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        await client.ReadMessageAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: other.example\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 421 "));
    }

    [TestCase("GET / HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n")]
    [TestCase("GET / HTTP/1.0\r\nHost: www.example.com\r\n\r\n")]
    public async Task A_client_that_asks_to_close_gets_its_response_and_the_end(string request)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync(request);
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.Contain("Connection: close"));
        Assert.That(body, Is.EqualTo("{}"));
        Assert.That(await client.EndsCleanlyAsync(), Is.True);
    }

    [Test]
    public async Task A_client_that_has_closed_its_side_still_gets_its_response()
    {
        TestProxyOptions options = new() { Listeners = [BotBottle.Core.Control.ListenerKind.Http] };
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), options, tls: false);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.That(await client.ReadToEndAsync(), Does.EndWith("\r\n\r\n{}"));
    }

    [Test]
    public async Task A_connection_closed_by_the_upstream_while_idle_is_not_reused()
    {
        using SemaphoreSlim closed = new(0);
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadMessageAsync();
            await upstream.SendAsync(Script.Json("{}"));
            upstream.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Both);
            closed.Release();
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        for (int i = 1; i <= 3; i++)
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
            await closed.WaitAsync().Within();
        }
        Assert.That(outside.Upstream.Connections, Is.EqualTo(3));
    }

    [Test]
    public async Task A_request_on_a_dead_idle_connection_is_sent_once_more()
    {
        int requests = 0;
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            while (true)
            {
                await upstream.ReadMessageAsync();
                // The second request of all dies with its connection, before any byte of a response.
                if (Interlocked.Increment(ref requests) == 2)
                {
                    upstream.Reset();
                    return;
                }
                await upstream.SendAsync(Script.Json("{}"));
            }
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        for (int i = 0; i < 2; i++)
        {
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        }
        Assert.That((requests, outside.Upstream.Connections), Is.EqualTo((3, 2)));
        await client.DisposeAsync();
    }

    [TestCase("POST / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 2\r\n\r\nhi")]
    [TestCase("POST / HTTP/1.1\r\nHost: www.example.com\r\n\r\n")]
    public async Task A_request_that_may_have_had_an_effect_is_never_sent_twice(string request)
    {
        int requests = 0;
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            for (int i = 0; i < 2; i++)
            {
                await upstream.ReadMessageAsync();
                if (Interlocked.Increment(ref requests) == 2)
                {
                    upstream.Reset();
                    return;
                }
                await upstream.SendAsync(Script.Json("{}"));
            }
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync(request);
        await client.ReadMessageAsync();
        await client.SendAsync(request);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 502 "));
        Assert.That(requests, Is.EqualTo(2));
    }

    [Test]
    public async Task Bytes_after_a_response_are_never_taken_for_the_next_one()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering((head, _) =>
            Script.Json("\"mine\"") + (head.Contains("/first", StringComparison.Ordinal) ? Script.Json("\"poison\"") : "")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        foreach (string path in new[] { "/first", "/second" })
        {
            await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: {Host}\r\n\r\n");
            Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("\"mine\""));
        }
        Assert.That(outside.Upstream.Connections, Is.EqualTo(2));
    }
}
