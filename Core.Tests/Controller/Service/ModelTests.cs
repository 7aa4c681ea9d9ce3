using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>
/// Random histories against a slow and simple reference: after every step the controller's state equals the reference's, also across restarts.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ModelTests
{
    private static readonly string[] Providers = ["claude", "codex"];
    private static readonly string[] Windows = ["none", "none", "1h", "daily"];
    private static readonly string[] Enforcements = ["hard", "hard", "rate", "soft"];

    [Test]
    public Task A_short_random_history_matches_the_reference([Range(1, 6)] int seed) => CompareAsync(seed, steps: 60);

    [Test]
    [Category("Long")]
    public Task A_long_random_history_matches_the_reference([Range(100, 160)] int seed) => CompareAsync(seed, steps: 250);

    private static async Task CompareAsync(int seed, int steps)
    {
        Random random = new(seed);
        await using TestController controller = await TestController.StartAsync();
        ReferenceHost reference = new();
        List<TestRun> runs = [];
        for (int step = 0; step < steps; step++)
        {
            string did = await StepAsync(random, controller, reference, runs);
            foreach (TestRun run in runs)
            {
                RunView view = await run.ViewAsync();
                string context = $"seed {seed}, step {step}: {did}, {run.Name}";
                Assert.That(view.State, Is.EqualTo(reference.StateOf(run.Name, controller.Time.GetUtcNow())), context);
                foreach (BudgetView budget in view.Budgets)
                {
                    Assert.That(
                        (budget.Scope, budget.Spent, budget.Requests),
                        Is.EqualTo(reference.Governing(run.Name, budget.Provider, controller.Time.GetUtcNow())), context);
                }
            }
        }

        Assert.That(controller.Complaints, Is.Empty);
        runs.ForEach(run => run.Dispose());
    }

    private static async Task<string> StepAsync(Random random, TestController controller, ReferenceHost reference, List<TestRun> runs)
    {
        TestRun? run = runs.Count > 0 ? runs[random.Next(runs.Count)] : null;
        string provider = Providers[random.Next(Providers.Length)];
        switch (run is null ? 0 : random.Next(12))
        {
            case 0 when runs.Count < 5:
                string? agent = random.Next(2) == 0 ? "agent" : null;
                string[] bottles = random.Next(2) == 0 ? ["near", "far"] : [];
                TestRun started = await controller.RegisterAsync($"run-{runs.Count}", agent, bottles);
                reference.Register(started.Name, agent, bottles);
                runs.Add(started);
                return "register";
            case 1 or 2:
                return await SetAsync(random, controller, reference, run!, provider);
            case 3:
                string reset = reference.AnyScope(random, run!.Name);
                await controller.Client.ResetBudgetAsync(provider, reset);
                reference.Reset(reset, provider);
                return $"reset {provider} {reset}";
            case 4 when reference.AnySet(random) is ({ } scope, { } cleared):
                await controller.Client.ClearBudgetAsync(cleared, scope);
                reference.Clear(scope, cleared);
                return $"clear {cleared} {scope}";
            case 5:
                bool cut = random.Next(2) == 0;
                bool done = await TryAsync(() => cut ? controller.Client.CutAsync(run!.Name, true) : controller.Client.RestoreAsync(run!.Name));
                Assert.That(done, Is.EqualTo(reference.TryOperator(run!.Name, cut, controller.Time.GetUtcNow())), $"cut {cut} {run.Name}");
                return cut ? "cut" : "restore";
            case 6:
                controller.Time.Skip(TimeSpan.FromMinutes(random.Next(1, 400)));
                await controller.Client.SetBudgetAsync(new BudgetChange("codex", "bottle:nobody", 1)); // any commit also checks the changes caused by time
                return "advance";
            case 7 when random.Next(3) == 0:
                await controller.StartAgainAsync();
                return "restart";
            default:
                long tokens = random.Next(0, 500);
                AdmissionVerdict verdict = await run!.CallAsync(tokens, provider);
                Assert.That(verdict, Is.EqualTo(reference.Call(run.Name, provider, tokens, controller.Time.GetUtcNow())), $"call {provider} {run.Name}");
                return $"call {provider} {tokens} by {run.Name}: {verdict}";
        }
    }

    private static async Task<string> SetAsync(Random random, TestController controller, ReferenceHost reference, TestRun run, string provider)
    {
        string scope = reference.AnyScope(random, run.Name);
        ReferenceBudget budget = new(
            random.Next(3) == 0 ? null : random.Next(0, 2000), random.Next(3) == 0 ? random.Next(0, 12) : null,
            Windows[random.Next(Windows.Length)], Enforcements[random.Next(Enforcements.Length)]);
        BudgetChange change = new(provider, scope, budget.Tokens, budget.Requests, budget.Window, budget.Enforcement);
        bool done = await TryAsync(() => controller.Client.SetBudgetAsync(change));
        Assert.That(done, Is.EqualTo(reference.TrySet(scope, provider, budget)), $"{change}");
        return $"set {change}";
    }

    private static async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (ControllerException)
        {
            return false;
        }
    }
}
