using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using BotBottle.Controller.Feed;
using BotBottle.Controller.Store;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;
using BotBottle.Core.Tests.Controller.Store;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Controller.Api;

/// <summary>A watcher's history has every item once and in order, even if the watcher reconnects, reads slowly or loses its controller.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WatchHistoryTests
{
    [Test]
    public async Task A_returning_watcher_with_its_positions_gets_every_event_once()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester");
        using TestRun ending = await controller.RegisterAsync("ending");
        await run.CallAsync(1);
        long seen, called;
        await using (Watching first = await Watching.StartAsync(controller))
        {
            await run.CallAsync(2);
            await controller.Client.CutAsync("tester", finish: true);
            await first.UntilAsync(() => first.Exchanges.Count == 2 && first.Events[^1].Event == EventKind.Cut);
            (seen, called) = (first.Events[^1].Seq, first.Exchanges[^1].Id);
        }

        await controller.Client.RestoreAsync("tester");
        await run.CallAsync(3);
        await controller.Client.EndAsync("ending", new RunEnd(0));
        await controller.StartAgainAsync();
        await using Watching second = await Watching.StartAsync(controller, seen, called);
        Assert.That(
            second.Events.Select(told => (told.Seq - seen, told.Event)),
            Is.EqualTo(new[] { (1, EventKind.Restore), (2, EventKind.RunEnded), (3, EventKind.ControllerStarted) }));
        Assert.That(second.Exchanges.Select(call => (call.Id - called, call.Charged)), Is.EqualTo(new[] { (1, 3) }));
        Assert.That(second.Runs[ending.Registered.Run].State, Is.EqualTo(RunState.Exited), "it ended without a watcher");
        await run.CallAsync(4);
        await second.UntilAsync(() => second.Exchanges.Count == 2);
        Assert.That(second.Exchanges[^1].Charged, Is.EqualTo(4));
    }

    [Test]
    public async Task A_long_history_follows_the_snapshot_in_lines_of_limited_length()
    {
        const int Calls = 1300;
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await run.Proxy.ReportAsync([.. Enumerable.Range(0, 1000).Select(i => Report(i))]);
        await run.Proxy.ReportAsync([.. Enumerable.Range(1000, Calls - 1000).Select(i => Report(i))]);
        await using Watching watching = await Watching.StartAsync(controller, 0, 0);
        await watching.UntilAsync(() => watching.Exchanges.Count == Calls && watching.Events.Count == 1 + Calls);
        Assert.That(watching.Exchanges.Select(call => call.Id), Is.EqualTo(Enumerable.Range(1, Calls)));
        Assert.That(watching.Events.Select(told => told.Seq), Is.EqualTo(Enumerable.Range(1, 1 + Calls)));
        Assert.That(watching.Lines.Max(line => Math.Max(line.Events.Count, line.Exchanges.Count)), Is.EqualTo(HostWatch.Page));
        Assert.That(watching.Lines.Skip(1).SelectMany(line => line.Runs), Is.Empty, "the state is in the snapshot");

        await using Watching fresh = await Watching.StartAsync(controller);
        await fresh.UntilAsync(() => fresh.Exchanges.Count == Calls && fresh.Events.Count == 1000);
        Assert.That(fresh.Events[0].Seq, Is.EqualTo(1 + Calls - 999));
    }

    [Test]
    public async Task A_slow_watcher_gets_every_event_in_fewer_lines()
    {
        const int Rounds = 150;
        const int Each = 20;
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100000000}");
        using TestRun run = await controller.RegisterAsync();
        await using Watching watching = await Watching.StartAsync(controller);
        string path = "/" + new string('p', 250);
        for (int round = 0; round < Rounds; round++)
        {
            // More than fits into the buffers of both: the controller's writes wait, and the store has the rest.
            await run.Proxy.ReportAsync([.. Enumerable.Range(round * Each, Each).Select(i => Report(i) with { Path = path })]);
            controller.Time.Advance(HostFeed.Pause);
        }

        await watching.UntilAsync(() => watching.Exchanges.Count == Rounds * Each && watching.Events.Count == 1 + Rounds * Each);
        Assert.That(watching.Exchanges.Select(call => call.Id), Is.EqualTo(Enumerable.Range(1, Rounds * Each)));
        Assert.That(watching.Events.Select(told => told.Seq), Is.EqualTo(Enumerable.Range(1, 1 + Rounds * Each)));
        await watching.UntilAsync(() => watching.Runs.Values.Single().Requests == Rounds * Each);
        Assert.That(watching.Lines, Has.Count.LessThan(Rounds));
    }

    [Test]
    public void A_history_without_a_position_covers_15_minutes()
    {
        using TestStore test = new();
        test.Write(transaction =>
        {
            transaction.AddRun(TestStore.Run("a"));
            for (int minute = 0; minute < 60; minute++)
            {
                transaction.AddUsage(new LedgerRow("a", Report(minute), 1, TestStore.Now.AddMinutes(minute)));
                transaction.AddEvent(new EventDraft(TestStore.Now, EventKind.Cut, null, null, "x", false));
            }
        });
        Assert.That(test.Store.HistoryEnd(), Is.EqualTo(new HistoryPlace(60, 60)));
        Assert.That(test.Store.HistoryStart(TestStore.Now.AddMinutes(59)), Is.EqualTo(new HistoryPlace(0, 44)));
        Assert.That(test.Store.HistoryStart(TestStore.Now.AddMinutes(60)), Is.EqualTo(new HistoryPlace(0, 45)));
        Assert.That(test.Store.HistoryStart(TestStore.Now.AddHours(2)), Is.EqualTo(new HistoryPlace(0, 60)));
        Assert.That(test.Store.Exchanges(57, 2).Select(call => call.Id), Is.EqualTo(new[] { 58, 59 }));
        Assert.That(test.Store.Runs(["b", "a", "a"]).Select(run => run.Id), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_stopping_controller_is_reported_as_unreachable()
    {
        TestController controller = await TestController.StartAsync();
        await using (Watching watching = await Watching.StartAsync(controller))
        {
            Task<HostUpdate> next = watching.NextAsync();
            await controller.StopAsync();
            Assert.That(async () =>
                await next, Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo(ControllerException.Unreachable));
        }

        await controller.DisposeAsync();
    }

    [Test, Category("System")]
    public async Task A_killed_controller_is_reported_as_unreachable()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("bb");
        using Process controller = DurabilityTests.Serve(home.FullName);
        try
        {
            using ControllerClient client = new(Path.Combine(home.FullName, "controller.sock"));
            await DurabilityTests.UntilAnsweredAsync(() => client.StatusAsync());
            await using IAsyncEnumerator<HostUpdate> lines = client.WatchAsync().GetAsyncEnumerator();
            Assert.That(await lines.MoveNextAsync() && lines.Current.Snapshot, Is.True);
            ValueTask<bool> next = lines.MoveNextAsync();
            controller.Kill();
            Assert.That(async () =>
                await next, Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo(ControllerException.Unreachable));
        }
        finally
        {
            controller.Kill();
            await controller.WaitForExitAsync();
            home.Delete(recursive: true);
        }
    }

    [Test]
    public void Json_member_names_do_not_change()
    {
        ExchangeView call =
            new(1, "r", "claude", "h", "/", "m", 200, new TokenUsage(1, 2, 3, 4, 5), 6, UsageQuality.Exact, ExchangeEnd.Complete, default, default);
        JsonObject update = (JsonObject)JsonSerializer.SerializeToNode(
            new HostUpdate(default, true, [], [], [new BudgetKey("claude", "host")], [], [], [call]), ControlJson.Default.HostUpdate)!;
        Assert.Multiple(() =>
        {
            Names(update, "time snapshot runs budgets gone_budgets approvals events exchanges");
            Names(update["gone_budgets"]![0]!, "provider scope");
            Names(update["exchanges"]![0]!, "id run provider host path model status usage charged quality end started_at ended_at");
            Names(update["exchanges"]![0]!["usage"]!, "input cache_read cache_write output reasoning");
            Names(JsonSerializer.SerializeToNode(new RoutesView([]), ControlJson.Default.RoutesView)!, "routes");
            Names(JsonSerializer.SerializeToNode(new RouteView("f:1", []), ControlJson.Default.RouteView)!, "origin route");
        });

        static void Names(JsonNode json, string names) => Assert.That(string.Join(' ', ((JsonObject)json).Select(member => member.Key)), Is.EqualTo(names));
    }

    // Charged by estimate, so that each is an event as well.
    private static UsageReport Report(int number) => TestController.Report($"x{number}", 1, quality: UsageQuality.Estimated);
}
