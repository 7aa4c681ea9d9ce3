using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>A controller takes over spools of dead and live proxies, runs without an owner, and unexecuted decisions.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RecoveryTests
{
    [Test]
    public async Task The_state_is_the_same_after_a_restart()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun cut = await controller.RegisterAsync("first", "agent", ["bottle"]);
        using TestRun rich = await controller.RegisterAsync("second", budget: 5000);
        await cut.CallAsync(150);
        await rich.CallAsync(40);
        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "run:second", 7000));
        await controller.Client.CutAsync("second", finish: true);
        IReadOnlyList<RunView> before = await controller.Client.RunsAsync();
        IReadOnlyList<BudgetView> budgets = await controller.Client.BudgetsAsync();
        RunOrders orders = await cut.OrdersAsync();
        int events = (await controller.EventsAsync()).Count;
        await controller.StartAgainAsync();
        Assert.That((await controller.Client.RunsAsync()).Select(Text), Is.EqualTo(before.Select(Text)));
        Assert.That(await controller.Client.BudgetsAsync(), Is.EqualTo(budgets));
        Assert.That((await cut.OrdersAsync()).Cut, Is.EqualTo(orders.Cut));
        Assert.That((await cut.OrdersAsync()).Version, Is.GreaterThan(orders.Version));
        Assert.That(await controller.EventsAsync(), Has.Count.EqualTo(events + 1), "only its start is known");
        await controller.Client.ClearBudgetAsync("claude", "run:second");
        Assert.That((await controller.Client.RunAsync("second")).Budgets.Single().Origin, Is.EqualTo("--budget"));
    }

    [Test]
    public async Task A_dead_proxys_spool_is_drained_once_at_start()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1000);
        await run.Proxy.ReportAsync([TestController.Report("known", 10)]);
        run.WriteSpool("a",
            new SpoolLine(TestController.Report("known", 99), null), new SpoolLine(null, TestController.Report("known", 10)),
            new SpoolLine(TestController.Report("ended", 99), null), new SpoolLine(null, TestController.Report("ended", 20)),
            new SpoolLine(TestController.Report("died", 300), null));
        await controller.StartAgainAsync();
        Assert.That((await run.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(10), "its owner is alive, so that a successor or the end of the run drains it");
        await run.Proxy.DrainAsync();
        Assert.That((await run.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(330));
        Assert.That(Directory.GetFiles(run.Registered.Folder), Is.Empty);
        List<LoggedEvent> events = await controller.EventsAsync();
        Assert.That(events.Select(told => told.Event), Does.Contain(EventKind.ProxyRestarted));
        LoggedEvent estimated = events.Single(told => told.Event == EventKind.UsageEstimated);
        Assert.That(((string?)estimated.Data!["exchange"], (string?)estimated.Data["end"]), Is.EqualTo(("died", "proxy_died")));
        await run.Proxy.DrainAsync();
        Assert.That((await run.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(330));
    }

    [Test]
    public async Task A_live_proxys_spool_is_not_drained_and_its_calls_stay_in_flight()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {requests: 2}}");
        using TestRun run = await controller.RegisterAsync();
        await run.AdmitAsync("x");
        string path = run.WriteSpool("a", new SpoolLine(TestController.Report("x", 99), null));
        using FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await controller.StartAgainAsync();
        await run.Proxy.DrainAsync();
        Assert.That(File.Exists(path), Is.True);
        Assert.That((await controller.Client.StatusAsync()).LedgerRows, Is.EqualTo(0));
        Assert.That((await run.ViewAsync()).Requests, Is.EqualTo(1), "found in the spool");
        Assert.That(await run.AdmitAsync("y"), Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(await run.AdmitAsync("z"), Is.EqualTo(AdmissionVerdict.BudgetExhausted));
    }

    [Test]
    public async Task The_end_of_a_run_is_acknowledged_after_its_spools_are_drained()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester", budget: 1000);
        run.WriteSpool("a", new SpoolLine(null, TestController.Report("x", 20)));
        run.WriteSpool("b", new SpoolLine(TestController.Report("y", 30), null));
        RunView view = await controller.Client.EndAsync("tester", new RunEnd(3));
        Assert.That((view.State, view.ExitCode, view.Requests, view.Budgets.Single().Spent), Is.EqualTo((RunState.Exited, 3, 2, 50)));
        Assert.That((await controller.Client.UsageAsync("run")).Single().ChargedTokens, Is.EqualTo(50));
        Assert.That((await controller.Client.RunsAsync()), Is.Empty);
        Assert.That(Text((await controller.Client.RunsAsync(all: true)).Single()), Is.EqualTo(Text(view)));
        Assert.That(() => run.AdmitAsync(), Throws.TypeOf<ControllerException>().With.Property(nameof(ControllerException.Code)).EqualTo("unauthorized"));
        Assert.That(() => controller.Client.EndAsync("tester", new RunEnd(3)), Throws.TypeOf<ControllerException>());
        using TestRun again = await controller.RegisterAsync("tester");
        Assert.That(again.Registered.Run, Is.Not.EqualTo(run.Registered.Run), "the name is free again");
        Assert.That((await controller.Client.RunAsync("tester")).Run, Is.EqualTo(again.Registered.Run));
    }

    [Test]
    public async Task An_ended_run_with_a_live_proxy_accepts_its_last_reports()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester");
        string path = run.WriteSpool("a");
        using (FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await controller.Client.EndAsync("tester", new RunEnd(0));
            Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.EgressCut));
            Assert.That((await run.OrdersAsync()).Cut, Is.Not.Null);
            await run.Proxy.ReportAsync([TestController.Report("late", 5)]);
            await controller.StartAgainAsync();
            await run.Proxy.ReportAsync([TestController.Report("later", 6)]);
        }

        controller.Time.Advance(TimeSpan.FromSeconds(2));
        await controller.StartAgainAsync();
        Assert.That(File.Exists(path), Is.False);
        Assert.That((await controller.Client.RunsAsync(all: true)).Single().Requests, Is.EqualTo(2));
        Assert.That(() => run.OrdersAsync(), Throws.TypeOf<ControllerException>());
    }

    [Test]
    public async Task Unreadable_lines_are_reported()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        byte[] file = new byte[SpoolFormat.Length];
        "{}\n{\"admitted\":\n{\"torn"u8.CopyTo(file);
        await File.WriteAllBytesAsync(new BottleHome(controller.Home).Spool(run.Registered.Run) + "-a", file);
        await run.Proxy.DrainAsync();
        Assert.That((await controller.EventsAsync(audit: true))[^1].Event, Is.EqualTo(EventKind.ActionFailed));
    }

    private static string Text(RunView view) => $"{view with { Budgets = [] }} {string.Join(", ", view.Budgets)}";
}
