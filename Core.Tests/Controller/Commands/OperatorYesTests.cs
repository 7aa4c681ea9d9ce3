using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Commands;

/// <summary>An action that cannot be undone needs confirmation, and is not done without a terminal.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OperatorYesTests
{
    private const string Lower = "budget set claude=100 --scope bottle:web";

    [TestCase(null, false, 2, "confirm with --yes")]
    [TestCase("n", false, 1, "nothing was changed")]
    [TestCase("", false, 1, "nothing was changed")]
    [TestCase("y", true, 0, "")]
    public async Task A_limit_below_the_spend_needs_confirmation(string? answer, bool done, int exit, string complaint)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync("first", bottles: ["web"]);
        using TestRun second = await controller.RegisterAsync("second", bottles: ["web"], shutdown: CutoffPolicy.Kill);
        using TestRun other = await controller.RegisterAsync("other");
        await first.CallAsync(150);
        List<string> questions = [];
        (int code, string error) = await TypeAsync(controller, Lower, answer, questions);
        Assert.That(code, Is.EqualTo(exit), error);
        Assert.That(error, Does.Contain(complaint));
        Assert.That(
            answer is null ? error : questions.Single(),
            Does.Contain(
                "150 of 100 tokens of the bottle:web budget for claude would be spent: this cuts 1 run at once (first) and ends 1 run at once (second)"));
        Assert.That((await first.ViewAsync()).State, Is.EqualTo(done ? RunState.Cut : RunState.Running));
        Assert.That(await controller.Client.BudgetsAsync(), Has.Count.EqualTo(done ? 1 : 0));
        Assert.That((await controller.KindsAsync()).Contains(EventKind.BudgetSet), Is.EqualTo(done), "an undone action leaves no event");
        Assert.That((await other.ViewAsync()).State, Is.EqualTo(RunState.Running));
    }

    [Test]
    public async Task No_confirmation_is_needed_with_yes_or_without_affected_runs()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("first", bottles: ["web"]);
        await run.CallAsync(150);
        List<string> questions = [];
        Assert.That((await TypeAsync(controller, "budget set claude=200 --scope bottle:web", "n", questions)).Code, Is.Zero);
        Assert.That((await TypeAsync(controller, "budget set claude=100 --scope bottle:web --enforcement rate", "n", questions)).Code, Is.Zero);
        Assert.That((await TypeAsync(controller, "budget set claude=90 --scope bottle:web --enforcement hard --yes", "n", questions)).Code, Is.Zero);
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Cut));
        Assert.That((await TypeAsync(controller, Lower, "n", questions)).Code, Is.Zero, "a cut run is not cut again");
        Assert.That(questions, Is.Empty);
    }

    [TestCase(null, "", 2)]
    [TestCase("no", "", 1)]
    [TestCase("y", "", 0)]
    [TestCase(null, " --yes", 0)]
    public async Task Killing_a_frozen_run_needs_confirmation(string? answer, string option, int exit)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await FrozenAsync(controller);
        List<string> questions = [];
        (int code, string error) = await TypeAsync(controller, "kill ice" + option, answer, questions);
        Assert.That(code, Is.EqualTo(exit), error);
        Assert.That(string.Concat(questions) + error, exit == 0 && option.Length > 0
            ? Is.Empty
            : Does.Contain($"ice ({run.Registered.Run}) is frozen: killing it gives it up, and it cannot be resumed any more"));
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(exit == 0 ? RunState.Killed : RunState.Frozen));
    }

    [TestCase("kill --all", "ends", null, 2)]
    [TestCase("kill --all", "ends", "n", 1)]
    [TestCase("kill --all", "ends", "y", 0)]
    [TestCase("cut --all", "cuts", null, 2)]
    [TestCase("cut --all", "cuts", "n", 1)]
    [TestCase("cut --all --finish", "cuts", "y", 0)]
    [TestCase("cut --all --yes", null, null, 0)]
    public async Task An_action_on_every_run_needs_confirmation_and_names_the_runs(string typed, string? verb, string? answer, int exit)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync("first");
        using TestRun second = await controller.RegisterAsync("second");
        List<string> questions = [];
        (int code, string error) = await TypeAsync(controller, typed, answer, questions);
        Assert.That(code, Is.EqualTo(exit), error);
        Assert.That(string.Concat(questions) + error, verb is null ? Is.Empty : Does.Contain($"this {verb} 2 runs at once (first, second)"));
        Assert.That(questions, Has.Count.EqualTo(answer is null ? 0 : 1));
        foreach (TestRun run in (TestRun[])[first, second])
        {
            EventKind[] kinds = [.. (await controller.EventsAsync()).Where(told => told.Run == run.Registered.Run).Select(told => told.Event)];
            Assert.That(kinds.Contains(EventKind.Kill) || kinds.Contains(EventKind.Cut), Is.EqualTo(exit == 0));
        }
    }

    [TestCase("kill --all")]
    [TestCase("cut --all")]
    [TestCase(Lower)]
    public async Task A_confirmation_applies_only_to_the_named_runs(string typed)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun first = await controller.RegisterAsync("first", bottles: ["web"]);
        await first.CallAsync(150);
        List<string> questions = [];
        TestRun? late = null;
        (int code, string error) = await TypeAsync(controller, typed, questions, question =>
        {
            late ??= controller.RegisterAsync("late", bottles: ["web"]).GetAwaiter().GetResult();
            return question.Contains("late", StringComparison.Ordinal) ? "n" : "y";
        });
        using TestRun? ended = late;
        Assert.That((code, questions.Count), Is.EqualTo((1, 2)), error);
        Assert.That(
            (questions[0].Contains("1 run at once (first)", StringComparison.Ordinal), questions[1]
                .Contains("2 runs at once (first, late)", StringComparison.Ordinal)), Is.EqualTo((true, true)), string.Join('\n', questions));
        Assert.That((await first.ViewAsync()).State, Is.EqualTo(RunState.Running));
        Assert.That((await late!.ViewAsync()).State, Is.EqualTo(RunState.Running));
    }

    [Test]
    public async Task A_confirmation_does_not_apply_to_a_new_run_of_that_name()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun ice = await FrozenAsync(controller);
        List<string> questions = [];
        TestRun? next = null;
        (int code, string error) = await TypeAsync(controller, "kill ice", questions, question =>
        {
            if (next is not null)
            {
                return "n";
            }

            controller.Client.KillAsync("ice").GetAwaiter().GetResult();
            next = controller.RegisterAsync("ice").GetAwaiter().GetResult();
            return "y";
        });
        using TestRun? ended = next;
        Assert.That((code, questions.Count), Is.EqualTo((1, 2)), error);
        Assert.That(questions[1], Does.Contain($"ice ({next!.Registered.Run}) is running by now: this ends it"));
        Assert.That((await controller.EventsAsync()).Any(told => told.Run == next.Registered.Run && told.Event == EventKind.Kill), Is.False);
    }

    [TestCase(null, 2)]
    [TestCase("n", 1)]
    [TestCase("y", 0)]
    public async Task Dropping_a_limit_needs_confirmation_if_the_limit_of_the_file_is_spent(string? answer, int exit)
    {
        await using TestController controller = await TestController.StartAsync("budget: {claude: 100}");
        using TestRun run = await controller.RegisterAsync("first");
        List<string> questions = [];
        Assert.That((await TypeAsync(controller, "budget set claude=1000", "n", questions)).Code, Is.Zero);
        await run.CallAsync(150);
        (int code, string error) = await TypeAsync(controller, "budget clear claude", answer, questions);
        Assert.That(code, Is.EqualTo(exit), error);
        Assert.That(
            string.Concat(questions) + error, Does.Contain("150 of 100 tokens of the host budget for claude would be spent: this cuts 1 run at once (first)"));
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(exit == 0 ? RunState.Cut : RunState.Running));
        Assert.That((await TypeAsync(controller, "budget reset claude", null, questions)).Code, Is.Zero, "a reset of the spend cuts no run");
    }

    private static async Task<TestRun> FrozenAsync(TestController controller)
    {
        TestRun run = await controller.RegisterAsync("ice");
        await File.WriteAllTextAsync(Path.Combine(run.Registered.Folder, FrozenFolders.Definition), "{}");
        Directory.CreateDirectory(Path.Combine(run.Registered.Folder, "home"));
        Task<IReadOnlyList<RunActionResult>> freezing = controller.Client.FreezeAsync("ice");
        await foreach (RunOrders orders in run.Proxy.OrdersAsync())
        {
            if (orders.Freeze)
            {
                break;
            }
        }

        await controller.Client.EndAsync("ice", new RunEnd(137));
        await freezing;
        return run;
    }

    private static Task<(int Code, string Error)> TypeAsync(TestController controller, string typed, string? answer, List<string> questions) =>
        TypeAsync(controller, typed, questions, answer is null ? null : _ => answer);

    private static async Task<(int Code, string Error)> TypeAsync(TestController controller, string typed, List<string> questions, Func<string, string>? answer)
    {
        StringWriter error = new() { NewLine = "\n" };
        CommandHost host =
            new(TextWriter.Null, error, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = controller.Home }, "/", TimeProvider.System, Colours: false)
        {
            Ask = answer is null ? null : question =>
            {
                questions.Add(question);
                return answer(question);
            },
        };
        return (await CommandLine.RunAsync(typed.Split(' '), host), error.ToString());
    }
}
