using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Reports;

/// <summary>Usage and events for a controller that is not always reachable.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReportingTests
{
    [Test]
    public async Task Reports_wait_for_an_absent_controller()
    {
        await using FakeController controller = new();
        using Spool spool = Spool.Create(controller.Spool);
        using ControllerClientForProxy client = new(controller.Address);
        await using UsageReporter reporter = new(client, spool, TimeProvider.System);
        await controller.DownAsync();
        End(spool, "a");
        End(spool, "b");
        reporter.Wake();
        controller.Up();
        List<string> seen = [];
        while (seen.Distinct().Count() < 2)
        {
            seen.Add((await controller.Reports.Reader.ReadAsync().Within()).Exchange);
        }
        Assert.That(seen.Distinct(), Is.EquivalentTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_rejected_report_does_not_block_the_others()
    {
        await using FakeController controller = new();
        controller.ReportStatus = reports => reports.Any(report => report.Exchange == "bad") ? 400 : 200;
        using Spool spool = Spool.Create(controller.Spool);
        using ControllerClientForProxy client = new(controller.Address);
        await using UsageReporter reporter = new(client, spool, TimeProvider.System);
        foreach (string exchange in new[] { "a", "bad", "b", "c" })
        {
            End(spool, exchange);
        }
        reporter.Wake();
        List<string> seen = [];
        while (seen.Count < 3)
        {
            seen.Add((await controller.Reports.Reader.ReadAsync().Within()).Exchange);
        }
        Assert.That(seen, Is.EquivalentTo(new[] { "a", "b", "c" }));
        Assert.That(spool.Unacknowledged(10, new HashSet<string> { "a", "b", "c" }).Single().Exchange, Is.EqualTo("bad"));
    }

    [Test]
    public async Task The_last_reports_are_sent_when_the_proxy_stops()
    {
        await using FakeController controller = new();
        using Spool spool = Spool.Create(controller.Spool);
        using ControllerClientForProxy client = new(controller.Address);
        UsageReporter reporter = new(client, spool, TimeProvider.System);
        End(spool, "a");
        await reporter.DisposeAsync();
        Assert.That((await controller.Reports.Reader.ReadAsync().Within()).Exchange, Is.EqualTo("a"));
        Assert.That(spool.Unacknowledged(10, new HashSet<string>()), Is.Empty);
    }

    [Test]
    public async Task A_flood_of_events_is_counted_but_not_stored()
    {
        ManualTime time = new();
        System.Threading.Channels.Channel<IReadOnlyList<EgressEvent>> sent = System.Threading.Channels.Channel.CreateUnbounded<IReadOnlyList<EgressEvent>>();
        TaskCompletionSource mayStart = new();
        await using EventReporter reporter = new(
            async (events, _) =>
            {
                await mayStart.Task;
                sent.Writer.TryWrite([.. events]);
            },
            time);
        for (int i = 0; i < 100; i++)
        {
            reporter.Add(new EgressEvent(EventKind.EgressBlock, time.GetUtcNow(), "h", "GET", "/", 403, "host_not_allowed", null));
        }
        mayStart.SetResult();
        int kept = 0;
        int dropped = 0;
        while (kept + dropped < 100)
        {
            while (sent.Reader.TryRead(out IReadOnlyList<EgressEvent>? batch))
            {
                kept += batch.Count(happened => happened.Reason == "host_not_allowed");
                dropped += batch.Where(happened => happened.Reason == "events_dropped")
                    .Sum(happened => int.Parse(happened.Detail!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
            }
            time.Advance(TimeSpan.FromMilliseconds(300));
            await Task.Yield();
        }
        Assert.That((kept, dropped), Is.EqualTo((20, 80)));
    }

    private static void End(Spool spool, string exchange)
    {
        UsageReport report = new(
            exchange, "claude", "api.anthropic.com", "/v1/messages", "m", "id", 200, new TokenUsage(1, 2, 3, 4, 0), UsageQuality.Exact,
            ExchangeEnd.Complete, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        Assert.That(spool.TryReserve(), Is.True);
        spool.Admit(report);
        spool.End(report);
    }
}
