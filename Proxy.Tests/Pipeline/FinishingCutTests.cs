using System.Threading.Channels;
using BotBottle.Core.Budgets;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>The time for which a cut lets earlier exchanges continue.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FinishingCutTests
{
    private static readonly EgressCut ByBudget = new(CutCause.Budget, Finish: true, null, DateTimeOffset.UnixEpoch);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(20);

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_endless_request_is_cut_after_the_time_to_finish(bool restored)
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        ManualTime time = new();
        Channel<string> taken = Channel.CreateUnbounded<string>();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadHeadAsync();
                while (true)
                {
                    await taken.Writer.WriteAsync(await upstream.ReadChunkAsync());
                }
            },
            controller.Options with { Time = time, Scans = false }, tls: false);
        await FakeController.ReadyAsync(outside.Proxy);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync($"POST http://{Outside.Plain}/ HTTP/1.1\r\nHost: {Outside.Plain}\r\nTransfer-Encoding: chunked\r\n\r\n");
        await PassAsync(client, taken, time, Moment);
        controller.Order(new RunOrders(1, ByBudget, []));
        await WaitForCutAsync(outside.Proxy, cut: true);
        await PassAsync(client, taken, time, Limit - Moment);
        // The same cut again does not restart its time.
        controller.Order(restored ? new RunOrders(2, null, []) : new RunOrders(2, ByBudget, []));
        await WaitForCutAsync(outside.Proxy, cut: !restored);
        if (restored)
        {
            await PassAsync(client, taken, time, 3 * Moment);
            return;
        }
        await PassAsync(client, taken, time, Moment);
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("egress_cut"), body);
    }

    // As fast as a slow client may be.
    private static async Task PassAsync(RawClient client, Channel<string> taken, ManualTime time, TimeSpan by)
    {
        string chunk = new('x', 8 * 1024);
        for (TimeSpan left = by; left > TimeSpan.Zero; left -= Moment)
        {
            await client.SendAsync(Script.Chunk(chunk));
            for (int seen = 0; seen < chunk.Length;)
            {
                seen += (await taken.Reader.ReadAsync().AsTask().Within()).Length;
            }
            time.Advance(Moment);
        }
    }

    private static async Task WaitForCutAsync(TestProxy proxy, bool cut)
    {
        await using RawClient client = await proxy.ConnectAsync();
        string body;
        do
        {
            await client.SendAsync("GET http://_egress.local/budget HTTP/1.1\r\nHost: _egress.local\r\n\r\n");
            (_, body) = await client.ReadMessageAsync();
        }
        while (body.StartsWith("{\"cut\":null", StringComparison.Ordinal) == cut);
    }
}
