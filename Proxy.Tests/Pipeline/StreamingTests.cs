using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

[Parallelizable(ParallelScope.All)]
public sealed class StreamingTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <summary>The upstream writes event N+1 only when the client has event N. A proxy that waits for more would stop, and the test would fail.</summary>
    [Test]
    public async Task Every_event_is_forwarded_before_the_next_arrives()
    {
        string[] events = ModelCalls.AnthropicSse.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        using SemaphoreSlim seen = new(0);
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadMessageAsync();
            await upstream.SendAsync(Head);
            foreach (string data in events)
            {
                await upstream.SendAsync(Script.Chunk(data + "\n\n"));
                await seen.WaitAsync().Within();
            }
            await upstream.SendAsync("0\r\n\r\n");
            await upstream.ReadToEndAsync();
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        await client.ReadHeadAsync();
        foreach (string data in events)
        {
            Assert.That(await client.ReadChunkAsync(), Is.EqualTo(data + "\n\n"));
            seen.Release();
        }
        Assert.That(await client.ReadChunkAsync(), Is.Empty);
    }

    /// <summary>The same for requests: each piece is sent when it has arrived.</summary>
    [Test]
    public async Task Every_piece_of_a_request_is_forwarded_before_the_next_arrives()
    {
        using SemaphoreSlim seen = new(0);
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            await upstream.ReadHeadAsync();
            seen.Release();
            while (await upstream.ReadChunkAsync() is { Length: > 0 })
            {
                seen.Release();
            }
            await upstream.SendAsync(Script.Json("{}"));
            await upstream.ReadToEndAsync();
        }, new TestProxyOptions { Scans = false });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: {Outside.Plain}\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 5; i++)
        {
            await seen.WaitAsync().Within();
            await client.SendAsync(Script.Chunk($"piece {i}"));
        }
        await client.SendAsync("0\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
    }

    [Test]
    public async Task Twenty_parallel_streams_keep_their_bytes_and_their_counts()
    {
        const int Streams = 20;
        const int Events = 30;
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                // Connections are reused, so that the script continues until the proxy closes them.
                while (true)
                {
                    (string _, string body) = await upstream.ReadMessageAsync();
                    int number = int.Parse(body.Split('#')[1], System.Globalization.CultureInfo.InvariantCulture);
                    await upstream.SendAsync(Head);
                    await upstream.SendAsync(EventOf(
                        """{"type":"message_start","message":{"id":"msg_#","type":"message","model":"m","usage":{"input_tokens":#,"output_tokens":1}}}""",
                        number));
                    for (int i = 0; i < Events; i++)
                    {
                        await upstream.SendAsync(
                            EventOf($$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"#.{{{i}}} "} }""", number));
                    }
                    await upstream.SendAsync(EventOf("""{"type":"message_delta","usage":{"output_tokens":#00}}""", number));
                    await upstream.SendAsync(EventOf("""{"type":"message_stop"}""", number) + "0\r\n\r\n");
                }
            },
            controller.Options);
        await FakeController.ReadyAsync(outside.Proxy);
        await Task.WhenAll(Enumerable.Range(1, Streams).Select(async number =>
        {
            await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Claude}:443");
            await client.SendAsync(ModelCalls.PostClaude($$$"""{"model":"m","max_tokens":9,"messages":[],"metadata":{"user_id":"#{{{number}}}#"}}"""));
            (string _, string body) = await client.ReadMessageAsync();
            for (int i = 0; i < Events; i++)
            {
                Assert.That(body, Does.Contain($"{number}.{i} "));
            }
        }));
        List<UsageReport> reports = [];
        for (int i = 0; i < Streams; i++)
        {
            reports.Add(await controller.Reports.Reader.ReadAsync().Within());
        }
        Assert.That(reports.Select(report => report.Exchange), Is.Unique);
        Assert.That(
            reports.Select(report => report.Usage),
            Is.EquivalentTo(Enumerable.Range(1, Streams).Select(number => new TokenUsage(number, 0, 0, number * 100, 0))));
    }

    private static string EventOf(string json, int number) =>
        Script.Chunk($"data: {json.Replace("#", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)}\n\n");
}
