using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>The nearest defined scope governs, for each provider (docs/contracts.md, section 11), over the real API.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BudgetPrecedenceTests
{
    // The host's limit, the run's own limit, the spend, and whether the next call passes.
    [TestCase(null, null, 5000, AdmissionVerdict.Admitted, null)]
    [TestCase(1000, null, 900, AdmissionVerdict.Admitted, "host")]
    [TestCase(1000, null, 1000, AdmissionVerdict.BudgetExhausted, "host")]
    [TestCase(1000, 5000, 1200, AdmissionVerdict.Admitted, "run:tester")]
    [TestCase(5000, 1000, 1200, AdmissionVerdict.BudgetExhausted, "run:tester")]
    [TestCase(null, 1000, 1000, AdmissionVerdict.BudgetExhausted, "run:tester")]
    [TestCase(1000, 1000, 999, AdmissionVerdict.Admitted, "run:tester")]
    public async Task The_nearest_budget_governs(int? host, int? own, int spent, AdmissionVerdict next, string? governing)
    {
        await using TestController controller = await TestController.StartAsync(host is { } limit ? $"budget: {{claude: {limit}}}" : null);
        using TestRun run = await controller.RegisterAsync("tester", budget: own);
        await run.CallAsync(spent);
        AdmissionAnswer answer = await run.AskAsync();
        Assert.That(answer.Verdict, Is.EqualTo(next));
        Assert.That(answer.Refusal?.Scope, Is.EqualTo(next == AdmissionVerdict.Admitted ? null : governing));
        RunView view = await run.ViewAsync();
        Assert.That(view.Budgets.Select(budget => budget.Scope), Is.EqualTo(governing is null ? Array.Empty<string>() : [governing]));
        Assert.That(view.State, Is.EqualTo(next == AdmissionVerdict.Admitted ? RunState.Running : RunState.Cut));
    }

    [Test]
    public async Task The_scope_chain_is_run_agent_bottle_parent_host()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun run = await controller.RegisterAsync("tester", "reviewer", ["near", "far"]);
        await run.CallAsync(150);
        foreach ((string scope, AdmissionVerdict verdict) in new[]
        {
            ("host", AdmissionVerdict.BudgetExhausted), ("bottle:far", AdmissionVerdict.Admitted), ("bottle:near", AdmissionVerdict.BudgetExhausted),
            ("agent:reviewer", AdmissionVerdict.Admitted), ("run:tester", AdmissionVerdict.BudgetExhausted),
        })
        {
            if (scope != "host")
            {
                await controller.Client.SetBudgetAsync(new BudgetChange("claude", scope, verdict == AdmissionVerdict.Admitted ? 10_000 : 100));
            }

            Assert.That(await run.AdmitAsync(), Is.EqualTo(verdict), scope);
            Assert.That((await run.ViewAsync()).Budgets.Single().Scope, Is.EqualTo(scope));
        }

        await controller.Client.ClearBudgetAsync("claude", "run:tester");
        Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted));
    }

    /// <summary>
    /// Every combination of scopes, with bottles of three levels, with and without a budget from the launch. Each budget is lowered below the spend and raised
    /// again during the run.
    /// </summary>
    [Test]
    public async Task Every_combination_of_scopes_is_governed_by_the_nearest([Values] bool fromLaunch)
    {
        string[] chain = ["run:tester", "agent:reviewer", "bottle:near", "bottle:middle", "bottle:far", "host"];
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester", "reviewer", ["near", "middle", "far"], budget: fromLaunch ? 100_000_000 : null);
        await run.CallAsync(150);
        for (int defined = 0; defined < 1 << chain.Length; defined++)
        {
            for (int i = 0; i < chain.Length; i++)
            {
                if ((defined >> i & 1) != 0)
                {
                    await controller.Client.SetBudgetAsync(new BudgetChange("claude", chain[i], 100_000_000, Gate: "off"));
                }
                else if (defined > 0 && ((defined - 1) >> i & 1) != 0)
                {
                    await controller.Client.ClearBudgetAsync("claude", chain[i]);
                }
            }

            string? governing = fromLaunch ? chain[0] : chain.Where((_, i) => (defined >> i & 1) != 0).FirstOrDefault();
            Assert.That((await run.ViewAsync()).Budgets.Select(budget => budget.Scope), Is.EqualTo(governing is null ? Array.Empty<string>() : [governing]),
                $"{defined:b6}");
            Assert.That(await run.AdmitAsync("same"), Is.EqualTo(AdmissionVerdict.Admitted), $"{defined:b6}");
            foreach (string scope in chain.Where((_, i) => (defined >> i & 1) != 0))
            {
                await controller.Client.SetBudgetAsync(new BudgetChange("claude", scope, 100));
                AdmissionAnswer answer = await run.AskAsync("low-" + scope + defined);
                Assert.That((answer.Verdict, answer.Refusal?.Scope), Is.EqualTo(
                    scope == governing ? (AdmissionVerdict.BudgetExhausted, governing) : (AdmissionVerdict.Admitted, null)), $"{defined:b6} {scope} lowered");
                await controller.Client.SetBudgetAsync(new BudgetChange("claude", scope, 100_000_000));
                Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Running), $"{defined:b6} {scope} raised");
            }
        }
    }

    [Test]
    public async Task Providers_have_separate_budgets_but_a_cut_closes_all()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100, codex: {tokens: 100, enforcement: rate}}");
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(150, "codex");
        Assert.That(await run.AdmitAsync(provider: "codex"), Is.EqualTo(AdmissionVerdict.RateLimited));
        Assert.That(await run.CallAsync(0), Is.EqualTo(AdmissionVerdict.Admitted));
        RunOrders orders = await run.OrdersAsync();
        Assert.That((orders.Cut, orders.Spent.Single().Provider), Is.EqualTo(((EgressCut?)null, "codex")));
        await run.CallAsync(150);
        AdmissionAnswer answer = await run.AskAsync(provider: "codex");
        Assert.That((answer.Verdict, answer.Refusal!.Provider), Is.EqualTo((AdmissionVerdict.BudgetExhausted, "claude")));
    }

    [Test]
    public async Task A_run_budget_applies_to_one_run_and_a_host_budget_to_all()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 1000}");
        using TestRun rich = await controller.RegisterAsync(budget: 9000);
        using TestRun poor = await controller.RegisterAsync();
        await rich.CallAsync(1500);
        Assert.That(await rich.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted), "its own budget governs");
        Assert.That(await poor.AdmitAsync(), Is.EqualTo(AdmissionVerdict.BudgetExhausted), "the host's counter includes every run");
        Assert.That((await poor.ViewAsync()).State, Is.EqualTo(RunState.Cut));
    }

    [Test]
    public async Task Request_limits_are_exact_with_calls_in_flight()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {requests: 3}}");
        using TestRun run = await controller.RegisterAsync();
        AdmissionVerdict[] verdicts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => run.AdmitAsync($"x{i}")));
        Assert.That(verdicts.Count(verdict => verdict == AdmissionVerdict.Admitted), Is.EqualTo(3));
        int admitted = Array.IndexOf(verdicts, AdmissionVerdict.Admitted);
        Assert.That(await run.AdmitAsync($"x{admitted}"), Is.EqualTo(AdmissionVerdict.Admitted), "asked again, the same call is counted once");
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Running), "only a commit causes a crossing");
        Assert.That((await run.ViewAsync()).Requests, Is.EqualTo(3));
    }

    [Test]
    public async Task An_unmetered_call_is_refused_only_by_a_hard_budget()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 1000, codex: {tokens: 1000, enforcement: soft}}");
        using TestRun run = await controller.RegisterAsync();
        Assert.That(await run.AdmitAsync(unmetered: true), Is.EqualTo(AdmissionVerdict.UnmeteredCall));
        Assert.That(await run.AdmitAsync(provider: "codex", unmetered: true), Is.EqualTo(AdmissionVerdict.Admitted));
    }
}
