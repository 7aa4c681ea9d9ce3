using BotBottle.Controller.Daemon;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>The main sequence over the real sockets: register, meter, warn, cross, cut, raise, continue.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ControllerServiceTests
{
    [Test]
    public async Task Three_calls_of_400_tokens_pass_a_budget_of_1000_and_more_after_a_raise()
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: {tokens: 1000, gate: off}}");
        using TestRun run = await controller.RegisterAsync();
        for (int call = 1; call <= 3; call++)
        {
            Assert.That(await run.CallAsync(400), Is.EqualTo(AdmissionVerdict.Admitted), $"call {call}");
        }

        AdmissionAnswer refused = await run.AskAsync();
        Assert.That(refused.Verdict, Is.EqualTo(AdmissionVerdict.BudgetExhausted));
        Assert.That(refused.Refusal, Is.EqualTo(new BudgetRefusal("host", "claude", "tokens", 1000, 1200, 0, null)));
        Assert.That((await run.OrdersAsync()).Cut?.Budget, Is.EqualTo(refused.Refusal));
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Cut));

        await controller.Client.SetBudgetAsync(new BudgetChange("claude", "host", Tokens: 5000));
        Assert.That((await run.OrdersAsync()).Cut, Is.Null);
        Assert.That(await run.CallAsync(400), Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(
            (await controller.KindsAsync()).Where(kind => kind != EventKind.ControllerStarted),
            Is.EqualTo(new[] { EventKind.BudgetWarn, EventKind.BudgetCrossed, EventKind.Cut, EventKind.BudgetSet, EventKind.Restore }));
        UsageRow row = (await controller.Client.UsageAsync("run")).Single();
        Assert.That((row.Requests, row.OutputTokens, row.ChargedTokens), Is.EqualTo((4, 1600, 1600)));
        Assert.That(controller.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_second_controller_of_the_same_home_is_refused()
    {
        await using TestController controller = await TestController.StartAsync();
        Assert.That(
            () => ControllerService.StartAsync(controller.Home, TimeProvider.System, _ => { }),
            Throws.TypeOf<ControllerStartException>().With.Message.Contains("another controller runs"));
    }
}
