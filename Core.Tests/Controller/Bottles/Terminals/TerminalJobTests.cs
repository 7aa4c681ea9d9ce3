using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>A run as a job of the operator's shell: suspended, in the background, or in a window that closes.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalJobTests : IAsyncDisposable
{
    private const string ControlZ = "\u001a";

    private readonly BottleHost _host = new();

    // A unique duration of sleep, by which leftover processes of the bottle are found.
    private readonly string _mark = string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.Next(100_000, 1_000_000)}.5");

    private static string Run => $"{TerminalSession.Program} run --name job";

    [SetUp]
    public Task SetUp() => _host.ServeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopControllerAsync();
        _host.Dispose();
    }

    [TestCase("freeze", "")]
    [TestCase("kill", "", Category = "Long")]
    [TestCase("freeze", "--isolation none", Category = "Long")]
    [TestCase("kill", "--isolation none")]
    public async Task A_suspended_run_can_be_ended_without_its_shell(string verb, string options)
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{Run} {options} -- sh -c 'echo r > begun; exec sleep {_mark}'\r");
        await Wait.ForAsync(() => File.Exists(InProject("begun")));
        shell.Type(ControlZ);
        shell.Expect("Stopped");
        (int code, string output) = await _host.VerbAsync(verb, "job");
        Assert.That(code, Is.Zero, output);
        await UntilListedAsync(verb == "freeze" ? "frozen" : "killed (137)");
        Assert.That(IsLeft(), Is.False);
        shell.Type("wait; echo ov''er\r");
        shell.Expect("over");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [TestCase("sh -c '{0}; true'", Category = "Long")]
    [TestCase("make -s run")]
    [TestCase("env -i PATH=$PATH HOME=$HOME BOT_BOTTLE_HOME=$BOT_BOTTLE_HOME sh -c 'sh -c \"{0}; true\"; true'")]
    public void Control_z_suspends_a_run_that_a_script_started(string script)
    {
        string run = $"{Run} -- sh agent";
        File.WriteAllText(InProject("agent"), $"echo rea''dy; read x; echo got=$x; exec sleep {_mark}\n");
        File.WriteAllText(InProject("Makefile"), $"run:\n\t{run}\n");
        using var shell = OperatorPty.Shell(_host);
        shell.Type(string.Format(CultureInfo.InvariantCulture, script, run) + "\r");
        shell.Expect("ready");
        shell.Type(ControlZ);
        shell.Expect("Stopped");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.Type("fg\r");
        shell.Type("word\r");
        shell.Expect("got=word");
        shell.Type("\u0003");
        shell.Expect("$ ");
        shell.ExitShell();
    }

    [TestCase("watches", "")]
    [TestCase("ignores", "")]
    [TestCase("suspended", "")]
    [TestCase("behind", "", Category = "Long")]
    [TestCase("ignores behind", "", Category = "Long")]
    [TestCase("watches", "--isolation none", Category = "Long")]
    [TestCase("ignores", "--isolation none", Category = "Long")]
    public async Task A_closed_window_ends_its_run(string agent, string options)
    {
        string script = agent.StartsWith("ignores", StringComparison.Ordinal)
            ? "trap \"\" HUP; setsid sleep {0} & echo r > begun; while :; do sleep 0.1; done"
            : "echo r > begun; exec sleep {0}";
        using var shell = OperatorPty.Shell(_host);
        string behind = agent.EndsWith("behind", StringComparison.Ordinal) ? " &" : "";
        shell.Type($"{Run} {options} -- sh -c '{string.Format(CultureInfo.InvariantCulture, script, _mark)}'{behind}\r");
        await Wait.ForAsync(() => File.Exists(InProject("begun")));
        if (agent == "suspended")
        {
            shell.Type(ControlZ);
            shell.Expect("Stopped");
        }

        shell.HangUp();
        await UntilNoneIsLeftAsync();
        // A shell also sends SIGTERM to its stopped jobs; either signal may arrive first.
        await UntilListedAsync(agent.StartsWith("ignores", StringComparison.Ordinal)
            ? ["exited (137)"]
            : agent == "suspended"
            ? ["exited (129)", "exited (143)"] : ["exited (129)"]);
    }

    [TestCase("")]
    [TestCase(" | cat")]
    [TestCase(" | cat", "--isolation none", Category = "Long")]
    public async Task In_its_own_session_a_run_ends_with_its_window(string pipe, string options = "")
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"setsid --wait {Run} {options} -- sh -c 'echo r > begun; exec sleep {_mark}'{pipe}\r");
        await Wait.ForAsync(() => File.Exists(InProject("begun")));
        shell.HangUp(); // no signal reaches another session
        await UntilNoneIsLeftAsync();
        await UntilListedAsync("exited (129)");
    }

    [Test]
    public async Task No_agent_starts_on_a_closed_terminal()
    {
        using var shell = OperatorPty.Shell(_host);
        string waiting = "trap \"\" HUP; echo r > begun; while [ ! -e go ]; do sleep 0.02; done";
        shell.Type($"setsid --wait sh -c '{waiting}; {Run} -- sh -c \"echo ran > ran\"; echo $? > code.new; mv code.new code'\r");
        await Wait.ForAsync(() => File.Exists(InProject("begun")));
        shell.HangUp();
        File.WriteAllText(InProject("go"), "");
        await Wait.ForAsync(() => File.Exists(InProject("code")));
        Assert.That(File.ReadAllText(InProject("code")), Is.EqualTo("125\n"));
        Assert.That(File.Exists(InProject("ran")), Is.False);
    }

    [Test]
    public async Task With_tostop_a_background_run_shows_nothing()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"stty tostop; {Run} -- sh -c 'echo r > begun; while [ ! -e go ]; do sleep 0.02; done; echo lo\"\"ud; exec sleep {_mark}' &\r");
        await Wait.ForAsync(() => File.Exists(InProject("begun")));
        File.WriteAllText(InProject("go"), "");
        await UntilStoppedAsync(shell);
        Assert.That(shell.Recorded, Does.Not.Contain("loud"));
        shell.Type("fg; echo en''ded=$?\r");
        shell.Expect("loud");
        shell.Type("\u0003");
        shell.Expect("ended=130");
        shell.Type("stty -tostop; echo ba''ck\r");
        shell.Expect("back");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [Test]
    public async Task With_tostop_final_messages_wait_as_well()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"stty tostop; {Run} -- sh -c 'echo r > begun; while [ ! -e go ]; do sleep 0.02; done; echo lo\"\"ud' &\r");
        await Wait.ForAsync(() => File.Exists(InProject("begun")));
        File.WriteAllText(InProject("go"), "");
        await UntilStoppedAsync(shell);
        Assert.That(shell.Recorded, Does.Not.Contain("loud"));
        shell.Type("fg; echo en''ded=$?\r");
        shell.Expect("loud");
        shell.Expect("ended=0");
        shell.ExitShell();
    }

    [Test]
    public async Task In_its_own_session_a_run_leaves_the_terminal_to_the_shell()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"setsid {Run} -- sh -c 'echo r > begun; cat > keys' & echo be''hind\r");
        shell.Expect("behind");
        await Wait.ForAsync(() => File.Exists(InProject("keys")));
        shell.Type("echo sec''ret-$((6*7))\r");
        shell.Expect("secret-42");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        Assert.That(new FileInfo(InProject("keys")).Length, Is.Zero);
        await _host.VerbAsync("kill", "job");
        shell.ExitShell();
    }

    [Test]
    public void In_its_own_session_a_run_has_the_terminal_while_its_starter_waits()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"setsid --wait {Run} -- sh -c 'echo rea\"\"dy; read x; echo got=$x'; echo ov''er\r"); // as su --command does
        shell.Expect("ready");
        shell.Type("word\r");
        shell.Expect("got=word");
        shell.Expect("over");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [TestCase("exit 42", 42)]
    [TestCase("kill -TERM $$", 143, Category = "Long")]
    [TestCase("kill -KILL $$", 137, Category = "Long")]
    [TestCase("kill -INT $$", 130)]
    public void The_run_ends_with_its_agent(string end, int code)
    {
        using var terminal = new OperatorPty(_host, TerminalSession.Program, "run", "--", "sh", "-c", end);
        Assert.That(terminal.End(), Is.EqualTo(code));
    }

    private string InProject(string file) => Path.Combine(_host.Project, file);

    private bool IsLeft() => Directory.EnumerateDirectories("/proc").Any(folder =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"sleep\0{_mark}", StringComparison.Ordinal);
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private async Task UntilNoneIsLeftAsync()
    {
        try
        {
            await Wait.ForAsync(() => !IsLeft());
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the agent is left\n{ProcessReport.Of(_host, _mark)}");
        }
    }

    private Task UntilListedAsync(params string[] states) => Wait.ForAsync(async () => states.Any((await _host.VerbAsync("ps", "--all")).Output.Contains));

    private static Task UntilStoppedAsync(OperatorPty shell) => Wait.ForAsync(() =>
    {
        shell.Type("jobs; echo lis''ted\r");
        return shell.Expect("listed").Contains("Stopped", StringComparison.Ordinal);
    });
}
