using BotBottle.Controller.Daemon;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>The settings in the file are in force; a broken edit keeps the last valid ones.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class PolicyFileTests
{
    [Test]
    public async Task An_edit_is_in_force_at_the_next_call_and_audited()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(150);
        controller.WriteSettings("budget: {claude: 100}");
        AdmissionAnswer answer = await run.AskAsync();
        Assert.That((answer.Verdict, answer.Refusal!.Spent), Is.EqualTo((AdmissionVerdict.BudgetExhausted, 150)), "earlier spend counts");
        Assert.That((await controller.Client.BudgetsAsync()).Single().Origin, Is.EqualTo("settings.yml:1"));
        LoggedEvent set = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.BudgetSet);
        Assert.That((string?)set.Data!["by"], Is.EqualTo("settings.yml"));
        File.Delete(Path.Combine(controller.Home, "settings.yml"));
        Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted), "without a file there is no budget");
    }

    [Test]
    public async Task A_broken_edit_keeps_the_last_valid_settings_and_is_reported_once()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(150);
        controller.WriteSettings("budget: {claude: 5000}\nbudgit: 1");
        for (int i = 0; i < 3; i++)
        {
            Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.BudgetExhausted));
        }

        LoggedEvent failed = (await controller.EventsAsync(audit: true)).Single(told => told.Event == EventKind.ActionFailed);
        Assert.That(failed.Message, Does.Contain("settings.yml:2").And.Contain("budgit"));
        controller.WriteSettings("budget: {claude: 5000}");
        Assert.That(await run.AdmitAsync(), Is.EqualTo(AdmissionVerdict.Admitted));
    }

    [Test]
    public async Task An_operators_budget_overrides_the_file_until_it_is_cleared()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {tokens: 100, warn_at: 0.5, enforcement: rate}}");
        BudgetView set = await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Requests: 7, Window: "24h"));
        Assert.That(
            (set.Limit, set.RequestLimit, set.Window, set.Enforcement, set.Gate), Is.EqualTo((100, 7, "1d", "rate", "paced")), "the rest stays in force");
        controller.WriteSettings("budget: {claude: 999}");
        Assert.That((await controller.Client.BudgetsAsync()).Single(), Is.EqualTo(set));
        await controller.StartAgainAsync();
        Assert.That((await controller.Client.BudgetsAsync()).Single(), Is.EqualTo(set));
        await controller.Client.ClearBudgetAsync("claude", "host");
        BudgetView file = (await controller.Client.BudgetsAsync()).Single();
        Assert.That((file.Limit, file.RequestLimit, file.Window, file.Enforcement), Is.EqualTo((999, (long?)null, "none", "hard")));
    }

    [Test]
    public async Task A_broken_file_prevents_the_start()
    {
        string home = Directory.CreateTempSubdirectory("bb").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(home, "settings.yml"), "budget: {claude: many}");
            Assert.That(
                () => ControllerService.StartAsync(home, TimeProvider.System, _ => { }),
                Throws.TypeOf<ControllerStartException>().With.Message.Contains("settings.yml:1"));
            Assert.That(File.Exists(Path.Combine(home, "controller.sock")), Is.False);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Test]
    public async Task A_changed_window_counts_the_earlier_spend_in_it()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 1000}");
        using TestRun run = await controller.RegisterAsync();
        await run.CallAsync(300);
        controller.Time.Skip(TimeSpan.FromHours(2));
        await run.CallAsync(40);
        foreach ((string window, long spent) in new[] { ("1h", 40), ("3h", 340), ("daily", 340), ("none", 340) })
        {
            Assert.That((await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Window: window))).Spent, Is.EqualTo(spent), window);
        }

        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Window: "1h"));
        await controller.StartAgainAsync();
        Assert.That((await controller.Client.BudgetsAsync()).Single().Spent, Is.EqualTo(40), "and after a restart");
        await controller.Client.ResetBudgetAsync("claude", "host");
        Assert.That(
            (await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Window: "3h"))).Spent, Is.EqualTo(0), "a reset applies to every window");
    }
}
