using BotBottle.Core.Control;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Slowloris on both sides, in virtual time: a slow sender is cut off within its limit, a pausing upstream is not, and others are served.</summary>
/// <remarks>Not in parallel with other tests: a busy thread pool lets virtual time run ahead of the sockets.</remarks>
[NonParallelizable]
public sealed class SlowSendersTests
{
    private const string Request = $"GET / HTTP/1.1\r\nHost: {Patience.Host}\r\n\r\n";
    private const string Post = $"POST / HTTP/1.1\r\nHost: {Patience.Host}\r\n";

    /// <summary>
    /// The seconds by which virtual time may run ahead of the sockets on a busy machine. No peer is ever cut off early;
    /// <see cref="Transport.RateAllowanceTests"/> tests the exact time.
    /// </summary>
    private const int Slack = 120;

    [TestCase(ListenerKind.Http, "GET / HTTP/1.1\r\nX: ", "x", 30, TestName = "A slowly sent head")]
    [TestCase(ListenerKind.Http, "GET / HTTP/1.1\r\n", "X: y\r\n", 30, TestName = "A head with slowly sent fields")]
    [TestCase(ListenerKind.Proxy, "CONNECT ", "x", 30, TestName = "A slowly sent CONNECT")]
    [TestCase(ListenerKind.Tls, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", "\0", 30, TestName = "A slowly sent ClientHello")]
    [TestCase(ListenerKind.Http, Post + "Content-Length: 100000\r\n\r\n", "x", 30, TestName = "A slowly sent body")]
    [TestCase(ListenerKind.Http, Post + "Content-Length: 100000\r\n\r\n", "123456789012345678901234567890", 34, TestName = "A body of thirty bytes a second")]
    [TestCase(ListenerKind.Http, Post + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", 30, TestName = "A body of small chunks")]
    [TestCase(ListenerKind.Http, Post + "Transfer-Encoding: chunked\r\n\r\n1;", "x", 30, TestName = "A slowly sent chunk extension")]
    [TestCase(ListenerKind.Http, Post + "Content-Length: 10\r\n\r\nhello", "", 30, TestName = "A body that stops")]
    [TestCase(ListenerKind.Proxy, "CONNECT slow.test:443 HTTP/1.1\r\nHost: slow.test:443\r\n\r\n", "", 30, TestName = "A tunnel without a byte")]
    [TestCase(ListenerKind.Tls, "", "", 30, TestName = "A TLS connection without a byte")]
    [TestCase(ListenerKind.Http, "", "", 120, TestName = "A connection without a byte")]
    [TestCase(ListenerKind.Http, "GET / HTTP/1.1\r\nHost: denied.example\r\nContent-Length: 1000\r\n\r\n", "x", 5,
        TestName = "The slowly sent body of a refused request")]
    public async Task A_slow_client_is_cut_off(ListenerKind listener, string first, string each, int seconds)
    {
        await using Patience patience = await Patience.WithAsync(async upstream => await upstream.EndsCleanlyAsync());
        await using RawClient client = await patience.ConnectAsync(listener);
        await client.SendAsync(first);
        if (first.Contains("denied", StringComparison.Ordinal))
        {
            await client.ReadMessageAsync();
        }
        Task over = client.EndsCleanlyAsync();
        int taken = await patience.SecondsUntilAsync(over, seconds + Slack, async () =>
        {
            try
            {
                await client.SendAsync(each);
            }
            catch (IOException)
            {
                // Cut off.
            }
        });
        Assert.That(taken, Is.GreaterThanOrEqualTo(seconds));
    }

    [TestCase("HTTP/1.1 200 OK\r\nX: ", "x", 30, "504", TestName = "A slowly sent response head")]
    [TestCase("HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\n", "X: y\r\n", 30, "504", TestName = "A slowly sent response head after an interim one")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "x", 120, "reset", TestName = "A slowly sent response of known length")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "", 120, "reset", TestName = "A response of known length that stops")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n", "x", 120, "reset", TestName = "A slowly sent chunk")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x", 120, "reset", TestName = "A slowly sent chunk extension of a response")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", "x", 120, "reset", TestName = "A slowly sent trailer")]
    public async Task A_slow_upstream_is_cut_off(string first, string each, int seconds, string outcome)
    {
        TaskCompletionSource<WirePeer> asked = new();
        using CancellationTokenSource over = new();
        await using Patience patience = await Patience.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            await upstream.SendAsync(first);
            asked.SetResult(upstream);
            await upstream.EndsCleanlyAsync();
        });
        await using RawClient client = await patience.ConnectAsync();
        await client.SendAsync(Request);
        WirePeer upstream = await asked.Task.Within();
        Task<string> answer = OutcomeAsync(client);
        int taken = await patience.SecondsUntilAsync(answer, seconds + Slack, async () =>
        {
            try
            {
                await upstream.SendAsync(each);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // Cut off.
            }
        });
        Assert.That(taken, Is.GreaterThanOrEqualTo(seconds));
        Assert.That(await answer, Is.EqualTo(outcome));
    }

    [TestCase(14 * 60, ": ping\n\n", TestName = "An event stream with pauses of fourteen minutes")]
    [TestCase(15, ": ping\n\n", TestName = "An event stream with a comment every 15 seconds")]
    [TestCase(5, "0005\u0001", TestName = "git's keepalive")]
    public async Task An_upstream_that_pauses_before_its_response_is_not_cut_off(int seconds, string content)
    {
        TaskCompletionSource<WirePeer> asked = new();
        await using Patience patience = await Patience.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            asked.SetResult(upstream);
            await upstream.EndsCleanlyAsync();
        });
        await using RawClient client = await patience.ConnectAsync();
        await client.SendAsync(Request);
        WirePeer upstream = await asked.Task.Within();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.ReadHeadAsync();
        for (int i = 0; i < 100; i++)
        {
            await patience.PassAsync(TimeSpan.FromSeconds(seconds));
            await upstream.SendAsync(Script.Chunk(content));
            Assert.That(await client.ReadChunkAsync(), Is.EqualTo(content));
        }
        await upstream.SendAsync("0\r\n\r\n");
        Assert.That(await client.ReadChunkAsync(), Is.Empty);
    }

    [Test]
    public async Task A_client_that_reads_nothing_is_cut_off()
    {
        TaskCompletionSource over = new();
        await using Patience patience = await Patience.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            try
            {
                await upstream.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
                byte[] much = new byte[1 << 16];
                // The proxy ends this write, because its client reads nothing.
                while (true)
                {
                    await upstream.Stream.WriteAsync(much);
                }
            }
            catch (IOException)
            {
                over.SetResult();
            }
        });
        await using RawClient client = await patience.ConnectAsync();
        await client.SendAsync(Request);
        int taken = await patience.SecondsUntilAsync(over.Task, 300 + Slack);
        Assert.That(taken, Is.GreaterThanOrEqualTo(300));
    }

    private static async Task<string> OutcomeAsync(RawClient client)
    {
        try
        {
            string head;
            do
            {
                head = await client.ReadHeadAsync();
            }
            while (head.StartsWith("HTTP/1.1 103 ", StringComparison.Ordinal));
            if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
            {
                return head.Split(' ')[1];
            }
            await client.ReadToEndAsync();
            return "ended";
        }
        catch (IOException)
        {
            return "reset";
        }
    }
}
