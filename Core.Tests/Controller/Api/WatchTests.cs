using BotBottle.Controller.Feed;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Approvals;
using BotBottle.Core.Tests.Controller.Service;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Controller.Api;

/// <summary>A watcher of the host gets the state first, then each change of every kind.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WatchTests
{
    private static readonly BudgetKey Host = new("claude", "host");

    [Test]
    public async Task The_snapshot_contains_the_whole_state()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 1000}");
        using TestRun open = await controller.RegisterAsync("open", budget: 500);
        using TestRun cut = await controller.RegisterAsync("cut");
        using TestRun over = await controller.RegisterAsync("over", budget: 7);
        await open.CallAsync(100);
        string approval = (await cut.HoldAsync()).Id!;
        await controller.Client.CutAsync("cut", finish: true);
        await controller.Client.EndAsync("over", new RunEnd(0));
        await using Watching watching = await Watching.StartAsync(controller);
        HostUpdate snapshot = watching.Lines.Single();
        Assert.That(snapshot.Time, Is.EqualTo(controller.Time.GetUtcNow()));
        Assert.That(snapshot.Runs.Select(Text), Is.EqualTo((await controller.Client.RunsAsync()).Select(Text)));
        Assert.That(snapshot.Runs.Select(run => run.Name), Is.EqualTo(new[] { "open", "cut" }));
        Assert.That(snapshot.Budgets, Is.EquivalentTo(await controller.Client.BudgetsAsync()));
        Assert.That(snapshot.Approvals.Single().Id, Is.EqualTo(approval));
        Assert.That(snapshot.Events.Select(told => told.Seq), Is.EqualTo((await controller.EventsAsync()).Select(told => told.Seq)));
        ExchangeView call = snapshot.Exchanges.Single();
        Assert.That(
            (call.Id, call.Run, call.Provider, call.Host, call.Path, call.Model, call.Status, call.Charged, call.Quality, call.End),
            Is.EqualTo((1, open.Registered.Run, "claude", "api.anthropic.com", "/v1/messages", "model-1", 200, 100, UsageQuality.Exact, ExchangeEnd.Complete)));
        Assert.That((call.Usage, call.StartedAt), Is.EqualTo((new TokenUsage(0, 0, 0, 100, 0), DateTimeOffset.UnixEpoch)));
    }

    [Test]
    public async Task Every_kind_of_change_arrives()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 1000}");
        await using Watching watching = await Watching.StartAsync(controller);
        using TestRun run = await controller.RegisterAsync("tester");
        string id = run.Registered.Run;
        await watching.UntilAsync(() => watching.Runs.ContainsKey(id));

        await run.AdmitAsync("x");
        await watching.UntilAsync(() => watching.Budgets[Host].Held > 0);
        Assert.That((watching.Runs[id].Requests, watching.Runs[id].Budgets.Single()), Is.EqualTo((1, watching.Budgets[Host])));
        await run.Proxy.ReportAsync([TestController.Report("x", 300)]);
        await watching.UntilAsync(() => watching.Budgets[Host] is { Spent: 300, Held: 0 } && watching.Exchanges.Count == 1);
        Assert.That(watching.Runs[id].Budgets.Single(), Is.EqualTo(watching.Budgets[Host]));

        await run.Proxy.LogAsync(
            [new EgressEvent(EventKind.EgressBlock, DateTimeOffset.UnixEpoch, "x.example", "CONNECT", null, 403, "host_not_allowed", "no")]);
        await watching.UntilAsync(() => watching.Runs[id].Refusals == 1 && watching.Events[^1].Event == EventKind.EgressBlock);

        await controller.Client.CutAsync("tester", finish: true);
        await watching.UntilAsync(() => watching.Runs[id] is { State: RunState.Cut, Cut.Cause: CutCause.Operator });
        await controller.Client.RestoreAsync("tester");
        await watching.UntilAsync(() => watching.Runs[id] is { State: RunState.Running, Cut: null });

        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "run:tester", 50));
        BudgetKey own = new("claude", "run:tester");
        await watching.UntilAsync(() => watching.Budgets.ContainsKey(own) && watching.Runs[id] is { State: RunState.Cut, Cut.Cause: CutCause.Budget });
        await controller.Client.ClearBudgetAsync("claude", "run:tester");
        await watching.UntilAsync(() => !watching.Budgets.ContainsKey(own) && watching.Runs[id].State == RunState.Running);
        controller.WriteSettings("budget: {claude: 2000, codex: 5}");
        await watching.UntilAsync(() => watching.Budgets.GetValueOrDefault(Host)?.Limit == 2000 && watching.Budgets.ContainsKey(new("codex", "host")));
        controller.WriteSettings("budget: {codex: 6}");
        await watching.UntilAsync(() => !watching.Budgets.ContainsKey(Host) && watching.Budgets.GetValueOrDefault(new("codex", "host"))?.Limit == 6);

        await controller.Client.EndAsync("tester", new RunEnd(3));
        await watching.UntilAsync(() => watching.Runs[id].EndedAt is not null);
        Assert.That(Text(watching.Runs[id]), Is.EqualTo(Text(await run.ViewAsync())));
        Assert.That(watching.Runs[id].ExitCode, Is.EqualTo(3));
        Assert.That(watching.Events.Select(told => told.Seq), Is.EqualTo((await controller.EventsAsync()).Select(told => told.Seq)));
        Assert.That(controller.Complaints, Is.Empty);
    }

    [Test]
    public async Task An_approval_is_reported_when_it_is_asked_decided_timed_out_and_ended()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester");
        await using Watching watching = await Watching.StartAsync(controller);
        List<string> ids = [];
        for (int value = 1; value <= 4; value++)
        {
            ids.Add((await run.HoldAsync(value)).Id!);
        }

        await watching.UntilAsync(() => watching.Approvals.Count == 4 && watching.Runs[run.Registered.Run].PendingApprovals == 4);
        await controller.Client.DecideAsync(ids[0], approve: true);
        await watching.UntilAsync(() => watching.Approvals[ids[0]] is { State: ApprovalState.Approved, DecidedBy: not null });
        await controller.Client.DecideAsync(ids[1], approve: false);
        await watching.UntilAsync(() => watching.Approvals[ids[1]].State == ApprovalState.Rejected);
        controller.Time.Advance(TimeSpan.FromSeconds(301));
        await watching.UntilAsync(
            () => watching.Approvals[ids[2]].State == ApprovalState.TimedOut && watching.Approvals[ids[3]].State == ApprovalState.TimedOut);
        string last = (await run.HoldAsync(5)).Id!;
        await watching.UntilAsync(() => watching.Approvals.ContainsKey(last));
        await controller.Client.EndAsync("tester", new RunEnd(0));
        await watching.UntilAsync(() => watching.Approvals[last].State == ApprovalState.Ended);
    }

    [Test]
    public async Task An_ended_run_is_reported_once_in_its_final_state_even_if_it_was_short()
    {
        await using TestController controller = await TestController.StartAsync();
        await using Watching watching = await Watching.StartAsync(controller);
        using TestRun run = await controller.RegisterAsync("short", budget: 100);
        await run.CallAsync(40);
        await controller.Client.EndAsync("short", new RunEnd(0)); // before the clock moves: no snapshot ever contained it
        await watching.UntilAsync(() => watching.Runs.ContainsKey(run.Registered.Run));
        RunView end = watching.Lines[^1].Runs.Single();
        Assert.That(Text(end), Is.EqualTo(Text(await run.ViewAsync())));
        Assert.That((end.State, end.Requests, end.Budgets.Single().Spent), Is.EqualTo((RunState.Exited, 1, 40)));
        using TestRun next = await controller.RegisterAsync("short", budget: 100);
        await watching.UntilAsync(() => watching.Runs.ContainsKey(next.Registered.Run));
        Assert.That(watching.Lines.SelectMany(line => line.Runs).Count(view => view.Run == run.Registered.Run), Is.EqualTo(1));
    }

    [Test]
    public async Task Changes_at_nearly_the_same_time_share_one_line()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100000}");
        using TestRun run = await controller.RegisterAsync();
        await using Watching watching = await Watching.StartAsync(controller);
        for (int i = 0; i < 50; i++)
        {
            await run.CallAsync(1);
        }

        await watching.NextAsync();
        Assert.That(watching.Exchanges, Has.Count.EqualTo(50));
        Assert.That(watching.Lines[^1].Runs.Single().Requests, Is.EqualTo(50));
    }

    [Test]
    public async Task Changes_caused_only_by_time_are_reported()
    {
        await using TestController controller =
            await TestController.StartAsync("budget: {claude: {tokens: 1000, window: 1h}, codex: {tokens: 5, window: daily}}");
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(100);
        await using Watching watching = await Watching.StartAsync(controller);
        Assert.That(watching.Budgets[Host].Spent, Is.EqualTo(100));
        controller.Time.Skip(TimeSpan.FromMinutes(61));
        await watching.UntilAsync(
            () => watching.Budgets[Host].Spent == 0 && watching.Runs.Values.Single().Budgets.Single(budget => budget.Provider == "claude").Spent == 0);
        BudgetKey daily = new("codex", "host");
        Assert.That(watching.Budgets[daily].ResetsAt, Is.EqualTo(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero)));
        controller.Time.Skip(TimeSpan.FromHours(16));
        await watching.UntilAsync(() => watching.Budgets[daily].ResetsAt == new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
    }

    [Test]
    public async Task A_reused_name_means_the_live_run()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync("tester", budget: 100);
        // A live proxy keeps the ended run and its budget in memory.
        using FileStream held = File.Open(first.WriteSpool("held"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await controller.Client.EndAsync("tester", new RunEnd(0));
        using TestRun second = await controller.RegisterAsync("tester", budget: 200);
        await using Watching watching = await Watching.StartAsync(controller);
        Assert.That(watching.Runs.Values.Single().Run, Is.EqualTo(second.Registered.Run));
        Assert.That(watching.Budgets.Values.Single().Limit, Is.EqualTo(200));
    }

    [Test]
    public async Task Texts_of_an_agent_are_cleaned_and_shortened()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await using Watching watching = await Watching.StartAsync(controller);
        const string Evil = "a\u001b[2J\u202eb\u200b\u009b\udb40\udc41"; // the last one is an invisible tag
        UsageReport report = TestController.Report("x", 1, quality: UsageQuality.Estimated)
            with { Host = Evil, Path = "/" + Evil + new string('p', 5000), Model = Evil + new string('m', 5000) };
        await run.Proxy.ReportAsync([report]);
        await run.Proxy.LogAsync([new EgressEvent(EventKind.EgressBlock, DateTimeOffset.UnixEpoch, Evil, Evil, Evil, 403, Evil, Evil)]);
        await watching.UntilAsync(() => watching.Exchanges.Count == 1 && watching.Events[^1].Event == EventKind.EgressBlock);
        ExchangeView call = watching.Exchanges.Single();
        string told = call.Host + call.Path + call.Model + string.Concat(watching.Events.Select(logged =>
            logged.Message + string.Concat(logged.Data?.Select(member => member.Value?.ToString()) ?? [])));
        Assert.That(told.Where(c => c is < ' ' or '\u202e' or '\u200b' or '\u009b' || char.IsSurrogate(c)), Is.Empty);
        Assert.That((call.Host, call.Path.Length, call.Model!.Length), Is.EqualTo(("a?[2J?b???", 255, 255)));
    }

    [Test]
    public async Task The_number_of_watchers_is_limited()
    {
        await using TestController controller = await TestController.StartAsync();
        List<Watching> all = [];
        for (int i = 0; i < HostFeed.MaxWatchers; i++)
        {
            all.Add(await Watching.StartAsync(controller));
        }

        await using (Watching beyond = new(controller))
        {
            Assert.That(beyond.NextAsync, Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo("too_many_watchers"));
        }

        await all[0].DisposeAsync();
        await Launching.Wait.ForAsync(async () =>
        {
            try
            {
                all[0] = await Watching.StartAsync(controller);
                return true;
            }
            catch (ControllerException full) when (full.Code == "too_many_watchers")
            {
                return false;
            }
        });
        foreach (Watching one in all)
        {
            await one.DisposeAsync();
        }
    }

    private static string Text(RunView run) => System.Text.Json.JsonSerializer.Serialize(run, ControlJson.Default.RunView);
}
