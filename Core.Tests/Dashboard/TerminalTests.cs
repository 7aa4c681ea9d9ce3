using System.Globalization;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.EndToEnd;
using BotBottle.Dashboard.Terminal;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The real program on a real (pseudo-)terminal.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class TerminalTests
{
    private static readonly object[][][] Ends =
    [
        [["type", "q"]],
        [["type", "\u0003"]],
        [["type", "?"], ["expect", "Keys of the screen"], ["type", "\u0003"]],
        // There is no shell to resume it here; it releases the terminal and takes it again at once.
        [["type", "\u001a"], ["expect", "\u001b[?1049l"], ["expect", "\u001b[?1049h"], ["expect", "goes on asking"], ["type", "q"]],
        [["signal", 15]],
        [["signal", 1]],
        [["signal", 2]],
        [["signal", 3]],
        [["resize", 200, 50], ["expect", "goes on asking"], ["resize", 30, 5], ["expect", "too small"], ["resize", 80, 24], ["expect", "goes on asking"],
            ["type", "q"]],
        [["slow", 20], ["resize", 100, 30], ["expect", "goes on asking"], ["type", "q"]],
    ];

    [TestCaseSource(nameof(Cases))]
    public async Task The_terminal_is_restored_however_the_dashboard_ends(int number)
    {
        string home = Directory.CreateTempSubdirectory("bot-bottle-test-").FullName;
        try
        {
            Dictionary<string, string?> environment =
                new() { ["BOT_BOTTLE_HOME"] = home, ["TERM"] = "xterm-256color", ["LC_ALL"] = "C.UTF-8", ["NO_COLOR"] = null };
            (int code, bool same, string output) = await OnTerminal.RunAsync(["dashboard"], environment, [["expect", "goes on asking"], .. Ends[number]]);
            Assert.That((code, same), Is.EqualTo((0, true)), output);
            Assert.That((output.StartsWith(FrameDiff.Enter, StringComparison.Ordinal), output.EndsWith(FrameDiff.Leave, StringComparison.Ordinal)),
                Is.EqualTo((true, true)), output);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Test]
    public async Task A_killed_controller_is_reported_and_followed_again_after_its_restart()
    {
        await using CliHost host = await CliHost.StartAsync("budget: {claude: 2M}");
        Assert.That((await host.BotBottleAsync("controller", "start")).ExitCode, Is.Zero);
        using ControllerClient controller = host.Controller;
        await controller.RegisterAsync(new RunRegistration(
            "otter", null, [], IsolationKind.None, null, new Dictionary<string, long>(), [], ["sleep"], host.Work, Environment.ProcessId));
        string pid = (await controller.StatusAsync()).Pid.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string?> environment = host.Environment();
        environment["TERM"] = "xterm-256color";
        environment["LC_ALL"] = "C.UTF-8";
        (int code, bool same, string output) = await OnTerminal.RunAsync(["dashboard"], environment,
        [
            // The third key follows a second after the first; by then a key applies to an automatic selection.
            ["expect", "> otter"], ["expect", "\u001b[1;7"], ["expect", "\u001b[1;7"], ["expect", "\u001b[1;7"], // the clock in the first row
            ["type", "c"], ["expect", "otter: cut; r restores it"],
            ["run", "kill", "-9", pid], ["expect", "controller gone"], ["expect", "shown as of"],
            ["type", "r"], ["expect", "failed: "], ["expect", "the controller does not answer"],
            ["run", CliHost.Cli, "controller", "start"], ["expect", "live"],
            ["type", "\u001b[H"], ["type", "r"], ["expect", "otter: running"],
            // The lines of the killed controller and of the next one, each once and in order.
            ["type", "4"], ["expect", "restore"], ["expect", "controller_started"], ["expect", "cut"],
            ["type", "\u001b[<0;4;1M"], ["expect", "running for"], // the mouse, on the first tab
            ["type", "q"],
        ]);
        Assert.That((code, same), Is.EqualTo((0, true)), output);
        Assert.That((await controller.RunsAsync()).Single().State, Is.EqualTo(RunState.Running));
    }

    [Test]
    public async Task Once_prints_the_picture_or_says_what_to_do_without_a_controller()
    {
        await using CliHost host = await CliHost.StartAsync("budget: {claude: 2M}");
        host.Variables["LC_ALL"] = "C.UTF-8";
        CommandResult none = await host.BotBottleAsync("dashboard", "--once");
        Assert.That((none.ExitCode, none.Output), Is.EqualTo((1, "")), none.ToString());
        Assert.That(none.Error, Does.StartWith(
            $"bot-bottle: no controller is running at {host.Home}/controller.sock: there is nothing to show\n  'bot-bottle run -- COMMAND' starts it"));
        CommandResult live = await host.BotBottleAsync("dashboard");
        Assert.That((live.ExitCode, live.Error.Contains("bot-bottle dashboard --once", StringComparison.Ordinal)), Is.EqualTo((2, true)), live.ToString());

        Assert.That((await host.BotBottleAsync("controller", "start")).ExitCode, Is.Zero);
        // Terminal.Gui reads a file of this name as it is loaded; this one never ends.
        string folder = Directory.CreateDirectory(Path.Combine(host.Work, ".tui")).FullName;
        Assert.That((await Command.RunAsync("mkfifo", ["config.json"], folder, host.Environment())).ExitCode, Is.Zero);
        CommandResult once = await host.BotBottleAsync("dashboard", "--once", "--screen", "budgets", "--width", "120", "--height", "12");
        Assert.That(once.ExitCode, Is.Zero, once.ToString());
        string[] lines = once.Output.Split('\n');
        Assert.That(lines, Has.Length.EqualTo(13));
        Assert.That(lines[0], Does.StartWith("  1 runs (0) [2 budgets] 3 approvals  4 events").And.Length.AtMost(120));
        Assert.That(lines[2], Does.Match("^> host +claude +0 +2M ░+ +0% +0 none"));
        Assert.That(once.Output.Contains('\u001b', StringComparison.Ordinal), Is.False);
        Assert.That((await host.BotBottleAsync("dashboard", "--width", "80")).ExitCode, Is.EqualTo(2));
        Assert.That((await host.BotBottleAsync("dashboard", "--once", "--screen", "no")).ExitCode, Is.EqualTo(2));
    }

    private static IEnumerable<int> Cases() => Enumerable.Range(0, Ends.Length);
}
