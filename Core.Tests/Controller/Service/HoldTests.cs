using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>Holds over the real sockets: they are visible, survive the controller's death, and end with that of their proxy.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HoldTests
{
    [Test]
    public async Task A_hold_is_visible_and_ends_with_its_report()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {tokens: 1000, gate: strict}}");
        using TestRun run = await controller.RegisterAsync();
        AdmissionAnswer answer = await run.AskAsync("x");
        Assert.That((answer.Hold, answer.OutputHold), Is.EqualTo((120, 100)), "an uncounted input counts twice");
        Assert.That((await run.ViewAsync()).Budgets.Single().Held, Is.EqualTo(120));
        Assert.That((await controller.Client.BudgetsAsync()).Single().Held, Is.EqualTo(120));
        await run.Proxy.ReportAsync([TestController.Report("x", 30)]);
        BudgetView view = (await run.ViewAsync()).Budgets.Single();
        Assert.That((view.Held, view.Spent), Is.EqualTo((0, 30)));
    }

    [Test]
    public async Task A_call_that_cannot_fit_is_refused_with_its_figures_and_cuts_no_run()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {tokens: 1000, gate: strict}}");
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(900);
        AdmissionAnswer answer = await run.AskAsync();
        Assert.That(answer.Verdict, Is.EqualTo(AdmissionVerdict.BudgetExhausted));
        Assert.That(answer.Message, Does.Contain("up to 120 tokens and 100 are left"));
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Running));
        Assert.That(await controller.KindsAsync(), Does.Not.Contain(EventKind.BudgetCrossed).And.Not.Contain(EventKind.Cut));
    }

    [Test]
    public async Task Holds_of_a_killed_controller_are_restored_from_the_spools_of_live_proxies()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {tokens: 1000, gate: strict}}");
        using TestRun run = await controller.RegisterAsync();
        await run.Proxy.ReportAsync([TestController.Report("settled", 1)]);
        string path = run.WriteSpool(
            "a", new SpoolLine(Admitted("flying", 20, 100), null), new SpoolLine(Admitted("ended", 20, 100), null),
            new SpoolLine(null, TestController.Report("ended", 70)), new SpoolLine(null, TestController.Report("settled", 1)));
        using (FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await controller.StartAgainAsync();
            Assert.That((await run.ViewAsync()).Budgets.Single().Held, Is.EqualTo(120 + 70), "ended calls that are not in the ledger count as well");
            await run.Proxy.ReportAsync([TestController.Report("flying", 10), TestController.Report("ended", 70)]);
            BudgetView view = (await run.ViewAsync()).Budgets.Single();
            Assert.That((view.Held, view.Spent), Is.EqualTo((0, 81)));
        }
    }

    [Test]
    public async Task A_dead_proxys_spooled_calls_are_charged_and_its_other_holds_are_released()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {tokens: 1000, gate: strict}}");
        using TestRun run = await controller.RegisterAsync();
        await run.AdmitAsync("begun");
        await run.AdmitAsync("never written down");
        run.WriteSpool("a", new SpoolLine(Admitted("begun", 10, 100), null));
        Assert.That((await run.ViewAsync()).Budgets.Single().Held, Is.EqualTo(240));
        await run.Proxy.DrainAsync();
        BudgetView view = (await run.ViewAsync()).Budgets.Single();
        Assert.That((view.Held, view.Spent), Is.EqualTo((0, 110)));
        Assert.That((await run.ViewAsync()).Requests, Is.EqualTo(1));
    }

    [Test]
    public async Task A_hold_in_no_spool_expires()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {tokens: 1000, gate: strict}}");
        using TestRun run = await controller.RegisterAsync();
        await run.AdmitAsync("lost");
        await run.AdmitAsync("known");
        string path = run.WriteSpool("a", new SpoolLine(Admitted("known", 10, 100), null));
        using FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        controller.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.That((await run.ViewAsync()).Budgets.Single().Held, Is.EqualTo(240));
        controller.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await run.ViewAsync()).Budgets.Single().Held, Is.EqualTo(120));
    }

    private static UsageReport Admitted(string exchange, long input, long output) =>
        TestController.Report(exchange, 0) with { Usage = new(input, 0, 0, output, 0), End = ExchangeEnd.ProxyDied };
}
