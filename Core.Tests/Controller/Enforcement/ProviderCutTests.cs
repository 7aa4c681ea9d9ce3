using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Enforcement;

/// <summary><c>shutdown: cutoff_provider</c>: a spent budget closes the hosts of its provider, and the rest of the run continues.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ProviderCutTests
{
    private const string Settings = "budget: {claude: 100, codex: 100}\nshutdown: cutoff_provider";

    [Test]
    public async Task Only_the_spent_provider_is_closed_and_a_raise_reopens_it()
    {
        await using TestController controller = await TestController.StartAsync(Settings);
        using TestRun run = await controller.RegisterAsync("worker");
        await run.CallAsync(150);
        await RequireClosedAsync(run, "claude");
        Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.BudgetExhausted));
        Assert.That(await run.CallAsync(40, "codex"), Is.EqualTo(AdmissionVerdict.Admitted));
        RunView view = await run.ViewAsync();
        Assert.That(view.Budgets.Single(budget => budget.Provider == "codex").Spent, Is.EqualTo(40));
        LoggedEvent cut = (await controller.EventsAsync()).Single(told => told.Event == EventKind.Cut);
        Assert.That(
            cut.Message, Is.EqualTo("egress to claude's hosts closed, other hosts stay open: 150 of 100 tokens of the host budget for claude are spent"));

        await controller.StopAsync();
        await controller.StartAgainAsync();
        await RequireClosedAsync(run, "claude");

        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Tokens: 1000));
        RunOrders open = await run.OrdersAsync();
        Assert.That(
            (open.Cut, open.Closed, (await run.ViewAsync()).Closed), Is.EqualTo(((EgressCut?)null, (IReadOnlyList<BudgetRefusal>?)null, (string?)null)));
        Assert.That(await run.CallAsync(10), Is.EqualTo(AdmissionVerdict.Admitted));
    }

    [Test]
    public async Task Both_providers_can_be_closed_and_are_reopened_separately()
    {
        await using TestController controller = await TestController.StartAsync(Settings);
        using TestRun run = await controller.RegisterAsync("worker");
        await run.CallAsync(150);
        await run.CallAsync(150, "codex");
        await RequireClosedAsync(run, "claude", "codex");
        Assert.That((await controller.EventsAsync()).Count(told => told.Event == EventKind.Cut), Is.EqualTo(2), "each is reported");
        await controller.Client.SetBudgetAsync(new BudgetChange("codex", "host", Tokens: 1000));
        await RequireClosedAsync(run, "claude");
        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Tokens: 1000));
        Assert.That((await run.OrdersAsync()).Closed, Is.Null);
        Assert.That((await controller.KindsAsync())[^1], Is.EqualTo(EventKind.Restore));
    }

    [Test]
    public async Task An_operators_cut_and_restore_work_while_a_provider_is_closed()
    {
        await using TestController controller = await TestController.StartAsync(Settings);
        using TestRun run = await controller.RegisterAsync("worker");
        await run.CallAsync(150);
        await controller.Client.CutAsync("worker", finish: true);
        Assert.That(((await run.ViewAsync()).State, (await run.OrdersAsync()).Cut?.Cause), Is.EqualTo((RunState.Cut, (CutCause?)CutCause.Operator)));
        await controller.Client.RestoreAsync("worker");
        await RequireClosedAsync(run, "claude");
    }

    [TestCase(null, null, false)]
    [TestCase(CutoffPolicy.Cutoff, null, true)]
    [TestCase(null, CutoffPolicy.Cutoff, true)]
    [TestCase(CutoffPolicy.Cutoff, CutoffPolicy.CutoffProvider, true)]
    public async Task A_repository_can_only_make_the_policy_stricter(CutoffPolicy? own, CutoffPolicy? atLeast, bool cut)
    {
        await using TestController controller = await TestController.StartAsync(Settings);
        using TestRun run = await controller.RegisterAsync("worker", shutdown: own, atLeast: atLeast);
        await run.CallAsync(150);
        RunView view = await run.ViewAsync();
        Assert.That((view.State, view.Closed), Is.EqualTo(cut ? (RunState.Cut, null) : (RunState.Running, (string?)"claude")));
        Assert.That(await run.AdmitAsync(provider: "codex"), Is.EqualTo(cut ? AdmissionVerdict.BudgetExhausted : AdmissionVerdict.Admitted));
    }

    [Test]
    public async Task Without_the_provider_policy_every_host_is_closed()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun run = await controller.RegisterAsync("worker");
        await run.CallAsync(150);
        RunOrders orders = await run.OrdersAsync();
        Assert.That((orders.Cut?.ProviderOnly, orders.Closed), Is.EqualTo(((bool?)false, (IReadOnlyList<BudgetRefusal>?)null)));
        Assert.That((await controller.EventsAsync()).Single(told => told.Event == EventKind.Cut).Message, Does.StartWith("egress cut, to every host: "));
    }

    private static async Task RequireClosedAsync(TestRun run, params string[] providers)
    {
        RunView view = await run.ViewAsync();
        RunOrders orders = await run.OrdersAsync();
        Assert.That((view.State, view.Cut, view.Closed), Is.EqualTo((RunState.Running, (EgressCut?)null, string.Join(", ", providers))));
        Assert.That(orders.Cut, Is.Null);
        Assert.That(orders.Closed!.Select(budget => budget.Provider), Is.EquivalentTo(providers));
    }
}
