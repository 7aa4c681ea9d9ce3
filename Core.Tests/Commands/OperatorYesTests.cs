using BotBottle.Controller.Commands;
using BotBottle.Controller.Service;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Service;

namespace BotBottle.Core.Tests.Commands;

/// <summary>What cannot be taken back is asked first, and not done where nobody can be asked.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class OperatorYesTests
{
    private const string Lower = "budget set claude=100 --scope bottle:web";

    [TestCase(null, false, 2, "Say --yes to do it")]
    [TestCase("n", false, 1, "nothing was changed")]
    [TestCase("", false, 1, "nothing was changed")]
    [TestCase("y", true, 0, "")]
    public async Task A_limit_under_what_is_spent_is_asked(string? answer, bool done, int exit, string complaint)
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
            Does.Contain("150 of 100 tokens of the bottle:web budget for claude would be spent: this cuts 1 run at once (first) and ends 1 run at once (second)"));
        Assert.That((await first.ViewAsync()).State, Is.EqualTo(done ? RunState.Cut : RunState.Running));
        Assert.That(await controller.Client.BudgetsAsync(), Has.Count.EqualTo(done ? 1 : 0));
        Assert.That((await controller.KindsAsync()).Contains(EventKind.BudgetSet), Is.EqualTo(done), "what is taken back leaves no event");
        Assert.That((await other.ViewAsync()).State, Is.EqualTo(RunState.Running));
    }

    [Test]
    public async Task With_yes_and_where_no_run_is_hit_nothing_is_asked()
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("first", bottles: ["web"]);
        await run.CallAsync(150);
        List<string> questions = [];
        Assert.That((await TypeAsync(controller, "budget set claude=200 --scope bottle:web", "n", questions)).Code, Is.Zero);
        Assert.That((await TypeAsync(controller, "budget set claude=100 --scope bottle:web --enforcement rate", "n", questions)).Code, Is.Zero);
        Assert.That((await TypeAsync(controller, "budget set claude=90 --scope bottle:web --enforcement hard --yes", "n", questions)).Code, Is.Zero);
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(RunState.Cut));
        Assert.That((await TypeAsync(controller, Lower, "n", questions)).Code, Is.Zero, "what is cut already is not cut again");
        Assert.That(questions, Is.Empty);
    }

    [TestCase(null, "", 2)]
    [TestCase("no", "", 1)]
    [TestCase("y", "", 0)]
    [TestCase(null, " --yes", 0)]
    public async Task Killing_a_frozen_run_is_asked(string? answer, string option, int exit)
    {
        await using TestController controller = await TestController.StartAsync();
        using TestRun run = await controller.RegisterAsync("ice");
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
        List<string> questions = [];
        (int code, string error) = await TypeAsync(controller, "kill ice" + option, answer, questions);
        Assert.That(code, Is.EqualTo(exit), error);
        Assert.That(string.Concat(questions) + error, exit == 0 && option.Length > 0 ? Is.Empty : Does.Contain("ice is frozen: killing it gives it up, and it cannot be resumed any more"));
        Assert.That((await run.ViewAsync()).State, Is.EqualTo(exit == 0 ? RunState.Killed : RunState.Frozen));
    }

    private static async Task<(int Code, string Error)> TypeAsync(TestController controller, string typed, string? answer, List<string> questions)
    {
        StringWriter error = new() { NewLine = "\n" };
        CommandHost host = new(TextWriter.Null, error, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = controller.Home }, "/", TimeProvider.System, Colours: false)
        {
            Ask = answer is null ? null : question =>
            {
                questions.Add(question);
                return answer;
            },
        };
        return (await CommandLine.RunAsync(typed.Split(' '), host), error.ToString());
    }
}
