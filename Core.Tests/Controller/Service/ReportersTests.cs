using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>Reports are idempotent, exact under load, and acknowledged only after the commit.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReportersTests
{
    [Test]
    public async Task A_thousand_reporters_at_once_add_up_exactly()
    {
        const int Runs = 10;
        const int Each = 100;
        await using TestController controller = await TestController.StartAsync("budget: {claude: 1000000000}");
        TestRun[] runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(i => controller.RegisterAsync($"run-{i}", "agent", ["bottle"])));
        await Task.WhenAll(Enumerable.Range(0, Runs * Each).Select(async i =>
        {
            UsageReport report = TestController.Report($"x{i}", i) with { Usage = new TokenUsage(i, 1, 2, 3, 0) };
            // Every third report is sent twice at once, as after a lost response.
            Task<UsageAcknowledgement> first = runs[i % Runs].Proxy.ReportAsync([report]);
            Task<UsageAcknowledgement> again = i % 3 == 0 ? runs[i % Runs].Proxy.ReportAsync([report]) : first;
            Assert.That((await first).Exchanges.Concat((await again).Exchanges), Is.All.EqualTo($"x{i}"));
        }));
        const long Total = Runs * Each;
        const long Input = Total * (Total - 1) / 2;
        UsageRow all = (await controller.Client.UsageAsync("provider")).Single();
        Assert.That(
            (all.Requests, all.InputTokens, all.CacheReadTokens, all.CacheWriteTokens, all.OutputTokens, all.ChargedTokens),
            Is.EqualTo((Total, Input, Total, 2 * Total, 3 * Total, Input + 6 * Total)));
        foreach (string scope in new[] { "host", "agent:agent", "bottle:bottle" })
        {
            BudgetView view = await controller.Client.SetBudgetAsync(new BudgetChange("claude", scope, 2_000_000_000));
            Assert.That((view.Spent, view.Requests), Is.EqualTo((Input + 6 * Total, Total)), scope);
        }

        Assert.That((await controller.Client.RunsAsync()).Sum(run => run.Requests), Is.EqualTo(Total));
        Assert.That((await controller.Client.StatusAsync()).LedgerRows, Is.EqualTo(Total));
        foreach (TestRun run in runs)
        {
            run.Dispose();
        }
    }

    [Test]
    public async Task A_repeated_report_changes_nothing_whatever_it_contains()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync(budget: 1000);
        await run.Proxy.ReportAsync([TestController.Report("x", 100), TestController.Report("x", 100)]);
        await controller.StartAgainAsync();
        UsageAcknowledgement again = await run.Proxy.ReportAsync([TestController.Report("x", 900), TestController.Report("y", 1)]);
        Assert.That(again.Exchanges, Is.EqualTo(new[] { "x", "y" }));
        BudgetView budget = (await run.ViewAsync()).Budgets.Single();
        Assert.That((budget.Spent, budget.Requests), Is.EqualTo((101, 2)));
    }

    [Test]
    public async Task The_weights_in_force_at_the_commit_count()
    {
        await using TestController controller = await TestController.StartAsync("weights: {output: 2}");
        using TestRun run = await controller.RegisterAsync(budget: 1000);
        await run.CallAsync(100);
        controller.WriteSettings("weights: {output: 0.5}");
        await run.CallAsync(101);
        Assert.That((await run.ViewAsync()).Budgets.Single().Spent, Is.EqualTo(200 + 51));
    }

    [TestCase(UsageQuality.Exact, false)]
    [TestCase(UsageQuality.Partial, false)]
    [TestCase(UsageQuality.Estimated, true)]
    [TestCase(UsageQuality.Unknown, true)]
    public async Task A_charge_by_estimate_is_reported(UsageQuality quality, bool told)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await run.Proxy.ReportAsync([TestController.Report("x", 100, quality: quality)]);
        Assert.That((await controller.KindsAsync()).Contains(EventKind.UsageEstimated), Is.EqualTo(told));
        Assert.That((await controller.Client.UsageAsync("run")).Single().EstimatedRequests, Is.EqualTo(quality == UsageQuality.Exact ? 0 : 1));
    }

    [Test]
    public async Task Calls_whose_result_is_not_awaited_free_their_place()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {requests: 1}}");
        using TestRun run = await controller.RegisterAsync();
        Assert.That(await run.AdmitAsync("x"), Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(await run.AdmitAsync("y"), Is.EqualTo(AdmissionVerdict.BudgetExhausted));
        await controller.Client.EndAsync(run.Name, new RunEnd(0));
        using TestRun next = await controller.RegisterAsync();
        Assert.That(await next.AdmitAsync("z"), Is.EqualTo(AdmissionVerdict.Admitted), "an ended run has no holds");
    }
}
