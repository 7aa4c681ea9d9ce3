using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>
/// The budget of a repository agent (docs/contracts.md, section 11): an additional limit besides the governing one, counted separately, and never in its place.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class RepositoryBudgetTests
{
    private const string Scope = "repository:fixer-1a2b3c4d";

    // The limits of the host, of the operator's agent and of the repository, the spend, and the budget that refuses the next call.
    [TestCase(1000, null, 100, 99, null)]
    [TestCase(1000, null, 100, 100, Scope)]
    [TestCase(100, null, 1000, 100, "host")]
    [TestCase(null, null, 100, 100, Scope)]
    [TestCase(null, 1000, 100, 100, Scope)]
    [TestCase(null, 100, 1000, 100, "agent:fixer")]
    [TestCase(100, 1000, 5000, 500, null)]
    [TestCase(100, 100, 100, 100, "agent:fixer")]
    public async Task Both_budgets_must_have_room(int? host, int? agent, int repository, int spent, string? refuses)
    {
        await using TestController controller = await TestController.StartAsync(host is { } limit ? $"budget: {{claude: {limit}}}" : null);
        using TestRun run = await controller.RegisterAsync(
            "tester", "fixer", declared: [.. Agent(agent), Declare(Scope, repository)], repository: "fixer-1a2b3c4d");
        await run.CallAsync(spent);
        AdmissionAnswer answer = await run.AskAsync();
        Assert.That(
            (answer.Verdict, answer.Refusal?.Scope), Is.EqualTo((refuses is null ? AdmissionVerdict.Admitted : AdmissionVerdict.BudgetExhausted, refuses)));
        RunView view = await run.ViewAsync();
        string? governing = agent is not null ? "agent:fixer" : host is not null ? "host" : null;
        Assert.That(view.Budgets.Select(budget => budget.Scope), Is.EqualTo(new[] { governing, Scope }.OfType<string>()));
        Assert.That(view.State, Is.EqualTo(refuses is null ? RunState.Running : RunState.Cut));
        Assert.That(view.Cut?.Budget?.Scope, Is.EqualTo(refuses));
        BudgetView own = (await controller.Client.BudgetsAsync()).Single(budget => budget.Scope == Scope);
        Assert.That((own.Limit, own.Spent, own.Origin), Is.EqualTo(((long?)repository, (long)spent, ".bot-bottle/agents/fixer.md:3")));
    }

    [Test]
    public async Task A_crossing_cuts_only_the_budgets_runs_and_room_lifts_the_cut()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 10000}");
        using TestRun run = await controller.RegisterAsync("tester", "fixer", declared: [Declare(Scope, 100)], repository: "fixer-1a2b3c4d");
        using TestRun mine = await controller.RegisterAsync("mine", "fixer");
        using TestRun other =
            await controller.RegisterAsync("other", "fixer", declared: [Declare("repository:fixer-99999999", 100)], repository: "fixer-99999999");
        await run.CallAsync(150);
        Assert.That(await mine.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted), "the operator's agent of that name");
        Assert.That(await other.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted), "another repository's agent of that name");
        LoggedEvent crossed = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.BudgetCrossed);
        Assert.That(crossed.Message, Does.Contain($"150 of 100 tokens of the {Scope} budget for claude are spent"));

        await controller.StartAgainAsync();
        Assert.That((await run.AskAsync()).Refusal?.Scope, Is.EqualTo(Scope), "kept across a restart");
        await controller.Client.SetBudgetAsync(new BudgetChange("claude", Scope, 1000));
        Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted));
    }

    [Test]
    public async Task It_neither_resets_nor_replaces_the_budget_of_the_operators_agent_of_that_name()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun mine = await controller.RegisterAsync("mine", "fixer", declared: [.. Agent(1000)]);
        await mine.CallAsync(600);
        using TestRun run = await controller.RegisterAsync("tester", "fixer", declared: [.. Agent(1000), Declare(Scope, 5000)], repository: "fixer-1a2b3c4d");
        BudgetView[] budgets = [.. (await run.ViewAsync()).Budgets];
        Assert.That(budgets.Select(budget => (budget.Scope, budget.Spent)), Is.EqualTo(new[] { ("agent:fixer", 600L), (Scope, 0L) }));
        await run.CallAsync(400);
        Assert.That((await run.AskAsync()).Refusal?.Scope, Is.EqualTo("agent:fixer"), "every run of that name spends its budget");
        Assert.That((await mine.AskAsync()).Refusal?.Scope, Is.EqualTo("agent:fixer"));
    }

    [Test]
    public async Task A_launch_applies_the_budgets_of_the_file_and_removes_those_it_no_longer_has()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync("first", "fixer", declared: [Declare(Scope, 100)], repository: "fixer-1a2b3c4d");
        await first.CallAsync(80);
        using TestRun second = await controller.RegisterAsync("second", "fixer", declared: [Declare(Scope, 50)], repository: "fixer-1a2b3c4d");
        Assert.That((await second.AskAsync()).Refusal?.Spent, Is.EqualTo(80), "one counter for all runs of the agent");
        using TestRun third = await controller.RegisterAsync("third", "fixer", repository: "fixer-1a2b3c4d");
        Assert.That(await third.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(
            () => controller.RegisterAsync("fourth", "fixer", declared: [Declare("repository:other-1", 5)], repository: "fixer-1a2b3c4d"),
            Throws.TypeOf<ControllerException>().With.Message.Contains("the budget of repository:other-1 is not one of this run's"));
    }

    // The policy of the launch (null for that of the settings, which is first cutoff and then kill), the repository's policy, and the action at a crossing.
    [TestCase(null, null, "cutoff", "kill")]
    [TestCase(null, CutoffPolicy.Kill, "kill", "kill")]
    [TestCase(null, CutoffPolicy.Freeze, "freeze", "kill")]
    [TestCase(CutoffPolicy.Kill, CutoffPolicy.Cutoff, "kill", "kill")]
    [TestCase(CutoffPolicy.Cutoff, null, "cutoff", "cutoff")]
    [TestCase(CutoffPolicy.Cutoff, CutoffPolicy.Freeze, "freeze", "freeze")]
    public async Task Its_shutdown_policy_can_only_be_stricter(CutoffPolicy? otherwise, CutoffPolicy? repository, string expected, string afterAnEdit)
    {
        foreach ((string settings, string policy) in new[] { ("cutoff", expected), ("kill", afterAnEdit) })
        {
            await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
            using TestRun run = await controller.RegisterAsync("tester", "fixer", shutdown: otherwise, repository: "fixer-1a2b3c4d", atLeast: repository);
            controller.WriteSettings($"budget: {{claude: 100}}\nshutdown: {settings}");
            await controller.StartAgainAsync();
            await run.CallAsync(150);
            LoggedEvent cut = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.Cut);
            Assert.That((string?)cut.Data!["policy"], Is.EqualTo(policy), settings);
        }
    }

    private static BudgetDeclaration[] Agent(int? tokens) => tokens is { } limit ? [Declare("agent:fixer", limit)] : [];

    private static BudgetDeclaration Declare(string scope, long tokens)
    {
        Assert.That(BotBottle.Core.Budgets.Scope.TryParse(scope, out BotBottle.Core.Budgets.Scope parsed), Is.True);
        return BudgetDeclaration.Of(Budget.OfTokens(parsed, "claude", tokens, ".bot-bottle/agents/fixer.md:3"));
    }
}
