using BotBottle.Controller.Runs;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>The event stream is in order and without gaps during writes; and the limits on the events of proxies.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class EventsTests
{
    private const int Runs = 6;
    private const int Each = 200;

    [Test]
    public async Task A_follower_gets_every_event_during_writes()
    {
        await using TestController controller = await TestController.StartAsync();
        TestRun[] runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => controller.RegisterAsync()));
        Task<List<long>>[] followers = [.. Enumerable.Range(0, 4).Select(_ => FollowAsync(controller, 1 + Runs * Each))];
        await Task.WhenAll(runs.Select(async (run, index) =>
        {
            for (int i = 0; i < Each; i += 2)
            {
                await run.Proxy.LogAsync([Block($"h{index}"), Block($"h{index}")]);
            }
        }));
        foreach (List<long> seen in await Task.WhenAll(followers))
        {
            Assert.That(seen, Is.EqualTo(Enumerable.Range(1, 1 + Runs * Each)));
        }

        foreach (TestRun run in runs)
        {
            run.Dispose();
        }
    }

    [Test]
    public async Task A_stream_continues_after_a_restart_of_the_controller()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await run.Proxy.LogAsync([Block("a")]);
        long seen = (await controller.EventsAsync())[^1].Seq;
        await controller.StartAgainAsync();
        await run.Proxy.LogAsync([Block("b")]);
        List<LoggedEvent> after = [];
        await foreach (LoggedEvent told in controller.Client.EventsAsync(after: seen))
        {
            after.Add(told);
        }

        Assert.That(after.Select(told => (told.Seq - seen, told.Event)), Is.EqualTo(new[] { (1, EventKind.ControllerStarted), (2, EventKind.EgressBlock) }));
    }

    [Test]
    public async Task A_flood_of_events_is_counted_but_not_stored()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        EgressEvent[] flood = [.. Enumerable.Range(0, EgressEvents.MaxAMinute + 50).Select(_ => Block("x"))];
        await run.Proxy.LogAsync(flood);
        Assert.That((await controller.EventsAsync()).Count(told => told.Event == EventKind.EgressBlock), Is.EqualTo(EgressEvents.MaxAMinute));
        Assert.That((await run.ViewAsync()).Refusals, Is.EqualTo(flood.Length));
        controller.Time.Advance(TimeSpan.FromMinutes(1));
        await run.Proxy.LogAsync([Block("y")]);
        List<LoggedEvent> events = await controller.EventsAsync();
        Assert.That((long)events[^2].Data!["dropped"]!, Is.EqualTo(50));
    }

    [Test]
    public async Task A_host_that_an_agent_only_tries_is_reported_once()
    {
        await using TestController controller = await TestController.StartAsync();
        RunEgress egress =
            new(RouteSet.BuiltIn, RunCredentials.Of([], [], agentsOwn: false), []) { Tries = ["*.telemetry.example", "update.example/releases"] };
        using TestRun run = await controller.RegisterAsync(egress: egress);
        await run.Proxy.LogAsync([Block("a.telemetry.example:443"), Block("a.telemetry.example:443"), Block("update.example:443", "/releases/latest"),
            Block("update.example:443", "/releases/latest"), Block("x.example:443")]);
        await run.Proxy.LogAsync([Block("update.example:443", "/releases/latest"), Block("b.telemetry.example:443"),
            Block("update.example:443", "/releases/latest") with { Reason = "dlp_match" }, Block("x.example:443")]);
        Assert.That(
            (await controller.EventsAsync()).Where(told => told.Event == EventKind.EgressBlock).Select(told => (string)told.Data!["host"]!),
            Is.EqualTo(
                new[] { "a.telemetry.example:443", "update.example:443", "x.example:443", "b.telemetry.example:443", "update.example:443", "x.example:443" }));
        Assert.That((await run.ViewAsync()).Refusals, Is.EqualTo(9), "all of them are counted");
        Assert.That(
            (await controller.Client.RefusedHostsAsync(run.Registered.Run, CancellationToken.None)).Select(refused => (refused.Host, refused.Count)),
            Is.EqualTo(new[] { ("x.example:443", 2L) }),
            "the rest is no news at the run's end");
        await run.Proxy.LogAsync([Block("x.example:443") with { Kind = EventKind.DlpMatch, Reason = "dlp_match" }]);
        RunFindings found = await controller.Client.FindingsAsync(run.Registered.Run, CancellationToken.None);
        Assert.That((found.Masked, found.Refused, found.First > 0), Is.EqualTo((0L, 1L, true)));
        Assert.That(
            async () => await controller.Client.FindingsAsync("nosuch", CancellationToken.None),
            Throws.InstanceOf<ControllerException>().With.Message.EqualTo("no run has the id 'nosuch'"));
    }

    [Test]
    public async Task Invented_subdomains_of_a_tried_host_are_not_hidden_for_ever()
    {
        await using TestController controller = await TestController.StartAsync();
        RunEgress egress = new(RouteSet.BuiltIn, RunCredentials.Of([], [], agentsOwn: false), []) { Tries = ["*.telemetry.example"] };
        using TestRun run = await controller.RegisterAsync(egress: egress);
        await run.Proxy.LogAsync([.. Enumerable.Range(0, 40).Select(i => Block($"x{i}.telemetry.example:443"))]);
        await run.Proxy.LogAsync([Block("x39.telemetry.example:443")]);
        LoggedEvent[] told = [.. (await controller.EventsAsync()).Where(told => told.Event == EventKind.EgressBlock)];
        Assert.That(told.Count(one => one.Data!["expected"] is not null), Is.EqualTo(EgressEvents.MostExpectedHosts));
        Assert.That(told, Has.Length.EqualTo(41), "from then on each refusal is reported");
    }

    [Test]
    public async Task Control_characters_do_not_reach_a_terminal()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await run.Proxy.LogAsync([Block("evil\u001b[2J\u0007") with { Detail = "a\r\nb\u009b" }]);
        LoggedEvent told = (await controller.EventsAsync())[^1];
        Assert.That(told.Message.Concat(told.Data!.ToJsonString()).Any(char.IsControl), Is.False);
    }

    [Test]
    public async Task A_proxy_cannot_report_an_operators_decision(
        [Values(EventKind.BudgetSet, EventKind.Restore, EventKind.RunEnded, EventKind.ApprovalGiven)] EventKind kind)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        Assert.That(
            () => run.Proxy.LogAsync([Block("x") with { Kind = kind }]),
            Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo("bad_request"));
    }

    private static EgressEvent Block(string host, string? path = null) => new(
        EventKind.EgressBlock, DateTimeOffset.UnixEpoch, host, "CONNECT", path, 403, "host_not_allowed", "not on the allowlist");

    private static async Task<List<long>> FollowAsync(TestController controller, int count)
    {
        List<long> seen = [];
        await foreach (LoggedEvent told in controller.Client.EventsAsync(follow: true))
        {
            seen.Add(told.Seq);
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }
}
