using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>An edit of a bottle's budget during its runs.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BudgetEditTests
{
    [Test]
    public async Task An_edit_cuts_or_reopens_every_run_in_the_bottle_and_is_audited()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(
            "tester", "fixer", ["web", "base"], declared: [Of("bottle:web", 100), Of("bottle:base", 9000), Of("agent:fixer", 700)]);
        using TestRun other = await controller.RegisterAsync("other", bottles: ["web", "base"], declared: [Of("bottle:web", 100), Of("bottle:base", 9000)]);
        await other.CallAsync(150);
        Assert.That((await other.ViewAsync()).State, Is.EqualTo(RunState.Cut));

        await EditAsync(controller, ["web", "base"], Of("bottle:web", 1000), Of("bottle:base", 9000));
        Assert.That(await other.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted));
        LoggedEvent set = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.BudgetSet);
        Assert.That(set.Message, Is.EqualTo("bottles/web.md names a budget of 1,000 tokens, hard for claude of bottle:web"));

        await EditAsync(controller, ["web", "base"], Of("bottle:base", 9000));
        Assert.That((await other.ViewAsync()).Budgets.Single().Scope, Is.EqualTo("bottle:base"), "web has no budget any more");
        Assert.That((await run.ViewAsync()).Budgets.Single().Scope, Is.EqualTo("agent:fixer"), "the agent's budget stays");
        await EditAsync(controller, ["web", "base"], Of("bottle:web", 10), Of("bottle:base", 9000));
        Assert.That((await other.ViewAsync()).Cut?.Budget?.Limit, Is.EqualTo(10));
    }

    [Test]
    public async Task A_removed_parent_keeps_its_budget_and_an_added_parent_waits_for_the_next_run()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("tester", bottles: ["web", "base"], declared: [Of("bottle:base", 1000)]);
        await EditAsync(controller, ["web", "strict"], Of("bottle:strict", 1));
        Assert.That((await controller.Client.BudgetsAsync()).Select(budget => budget.Scope), Is.EqualTo(new[] { "bottle:base" }));
    }

    private static Task EditAsync(TestController controller, string[] bottles, params BudgetDeclaration[] declared) => controller.Client.EditRoutesAsync(
        "tester", new RouteEdit(RouteSet.BuiltIn with { Version = controller.Time.GetTimestamp() }, "read again", new BudgetEdit(bottles, declared)));

    private static BudgetDeclaration Of(string scope, long tokens)
    {
        Assert.That(Scope.TryParse(scope, out Scope parsed), Is.True);
        return BudgetDeclaration.Of(Budget.OfTokens(parsed, "claude", tokens, $"{(parsed.Kind == ScopeKind.Agent ? "agents" : "bottles")}/{parsed.Id}.md:2"));
    }
}
