using System.Text.Json.Nodes;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>Crossing, cut and lift (docs/contracts.md, section 11) over the real API; every action leaves its audit row.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CutAndLiftTests
{
    [TestCase("set", EventKind.BudgetSet)]
    [TestCase("reset", EventKind.BudgetReset)]
    [TestCase("file", EventKind.BudgetSet)]
    [TestCase("nearer", EventKind.BudgetSet)]
    [TestCase("soft", EventKind.BudgetSet)]
    public async Task A_budgets_cut_is_lifted_automatically(string by, EventKind audited)
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun run = await controller.RegisterAsync("tester");
        await run.CallAsync(150);
        Assert.That((await run.OrdersAsync()).Cut!.Finish, Is.True);
        switch (by)
        {
            case "set":
                await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", 1000));
                break;
            case "reset":
                await controller.Client.ResetBudgetAsync("claude", "host");
                break;
            case "file":
                controller.WriteSettings("budget: {claude: 1000}");
                await controller.Client.BudgetsAsync();
                break;
            case "nearer":
                await controller.Client.SetBudgetAsync(new BudgetChange("claude", "run:tester", 1000));
                break;
            default:
                await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Enforcement: "soft"));
                break;
        }

        Assert.That((await run.OrdersAsync()).Cut, Is.Null);
        Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted));
        EventKind[] kinds = [.. (await controller.EventsAsync(audit: true)).Select(told => told.Event)];
        Assert.That(kinds, Is.EqualTo(new[] { EventKind.ControllerStarted, EventKind.BudgetCrossed, EventKind.Cut, audited, EventKind.Restore }));
    }

    [Test]
    public async Task The_end_of_a_window_lifts_the_cut([Values("daily", "1h")] string window)
    {
        await using TestController controller = await TestController.StartAsync($"budget: {{claude: {{tokens: 100, window: {window}}}}}");
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(150);
        RunOrders cut = await run.OrdersAsync();
        Assert.That(cut.Cut!.Budget!.ResetsAt, Is.EqualTo(controller.Time.GetUtcNow() + (window == "daily" ? TimeSpan.FromHours(16) : TimeSpan.FromHours(1)))
            .Within(TimeSpan.FromSeconds(1)));
        await foreach (RunOrders orders in run.Proxy.OrdersAsync())
        {
            if (orders.Cut is null)
            {
                Assert.That(orders.Version, Is.GreaterThan(cut.Version));
                break;
            }

            controller.Time.Skip(TimeSpan.FromHours(17));
        }

        await run.CallAsync(150);
        Assert.That((await controller.KindsAsync()).Count(kind => kind == EventKind.BudgetCrossed), Is.EqualTo(2));
        Assert.That((await controller.KindsAsync()).Count(kind => kind == EventKind.BudgetWarn), Is.EqualTo(2), "once per window");
    }

    [Test]
    public async Task Only_restore_lifts_an_operators_cut()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun run = await controller.RegisterAsync("tester");
        RunActionResult result = (await controller.Client.CutAsync("tester", finish: false)).Single();
        Assert.That(result, Is.EqualTo(new RunActionResult(run.Registered.Run, "tester", RunState.Cut, null)));
        EgressCut cut = (await run.OrdersAsync()).Cut!;
        Assert.That((cut.Cause, cut.Finish, cut.Budget), Is.EqualTo((CutCause.Operator, false, (BudgetRefusal?)null)));
        Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.EgressCut));
        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", 1000));
        Assert.That((await run.OrdersAsync()).Cut, Is.EqualTo(cut), "no budget lifts it");
        await controller.Client.RestoreAsync(run.Registered.Run);
        Assert.That((await run.OrdersAsync()).Cut, Is.Null);
        LoggedEvent restored = (await controller.EventsAsync(audit: true))[^1];
        Assert.That((restored.Event, restored.Run, restored.Name), Is.EqualTo((EventKind.Restore, run.Registered.Run, "tester")));
        Assert.That((string?)restored.Data!["by"], Does.StartWith("operator (uid "));
    }

    [Test]
    public async Task Restoring_a_spent_run_names_the_budget_to_raise()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester", budget: 100);
        await controller.Client.CutAsync("tester", finish: true);
        await run.Proxy.ReportAsync([TestController.Report("x", 150)]);
        Assert.That(
            () => controller.Client.RestoreAsync("tester"),
            Throws.TypeOf<ControllerException>().With.Message.Contains("150 of 100 tokens").And.Message.Contains(
                "budget set claude=250 --scope run:tester`, or start its counter again with `bot-bottle budget reset claude --scope run:tester`"));
        Assert.That((await run.OrdersAsync()).Cut!.Cause, Is.EqualTo(CutCause.Operator), "the operator's cut precedes the budget's");
        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "run:tester", 1000));
        await controller.Client.RestoreAsync("tester");
        Assert.That((await run.OrdersAsync()).Cut, Is.Null);
    }

    [Test]
    public async Task Exactly_the_runs_of_a_budget_are_cut()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun spender = await controller.RegisterAsync();
        using TestRun other = await controller.RegisterAsync();
        using TestRun rich = await controller.RegisterAsync(budget: 9000);
        await spender.CallAsync(150);
        foreach ((TestRun run, RunState state) in new[] { (spender, RunState.Cut), (other, RunState.Cut), (rich, RunState.Running) })
        {
            Assert.That((await run.ViewAsync()).State, Is.EqualTo(state));
        }

        using TestRun late = await controller.RegisterAsync();
        Assert.That((await late.OrdersAsync()).Cut!.Cause, Is.EqualTo(CutCause.Budget), "a run that starts under a spent budget starts cut");
        Assert.That((await controller.KindsAsync()).Count(kind => kind == EventKind.BudgetCrossed), Is.EqualTo(1));
        Assert.That((await controller.KindsAsync()).Count(kind => kind == EventKind.Cut), Is.EqualTo(3));
    }

    [Test]
    public async Task All_runs_are_cut_and_restored_at_once()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync("first");
        using TestRun second = await controller.RegisterAsync("second");
        await controller.Client.CutAsync("second", finish: true);
        IReadOnlyList<RunActionResult> cut = await controller.Client.CutAsync("*", finish: true);
        Assert.That(cut.Select(result => (result.Name, result.State, result.Refused, result.Note is null)), Is.EqualTo(new[]
        {
            ("first", RunState.Cut, (string?)null, true), ("second", RunState.Cut, null, false),
        }));
        Assert.That(cut[1].Note, Does.Match("^it was cut already, since .* UTC by operator "));
        Assert.That(
            (await controller.Client.CutAsync("*", finish: false)).All(result => result.Refused is null), Is.True, "an abort is stronger than a finish");
        Assert.That((await controller.Client.RestoreAsync("*")).Select(result => result.State), Is.All.EqualTo(RunState.Running));
    }

    [TestCase("cutoff")]
    [TestCase("freeze")]
    public async Task The_shutdown_policy_is_audited(string policy)
    {
        await using TestController controller = await TestController.StartAsync($"budget: {{claude: {{tokens: 100, gate: count}}}}\nshutdown: {policy}");
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(150);
        JsonObject data = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.Cut).Data!;
        Assert.That((string?)data["policy"], Is.EqualTo(policy));
        Assert.That(((string?)data["by"], (long)data["limit"]!, (long)data["spent"]!), Is.EqualTo(("budget", 100, 150)));
        Assert.That((string?)data["gate"], Is.EqualTo("count"));
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Cut));
    }

    [Test]
    public async Task A_limit_lowered_below_the_spend_is_a_crossing()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(150);
        BudgetView view = await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", 100));
        Assert.That((view.Spent, view.Limit, view.Origin), Is.EqualTo((150, 100, "budget set")));
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Cut));
        await controller.Client.ClearBudgetAsync("claude", "host");
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Running));
    }
}
