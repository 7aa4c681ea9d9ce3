using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>A run that shares the operator's terminal with other programs of a pipeline.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalPipelineTests : IAsyncDisposable
{
    // It asks while the agent runs, as sudo and ssh do: on the terminal itself, with the echo off.
    private const string Asker = """
        import getpass, os, sys, time
        while not os.path.exists("begun"): time.sleep(0.01)
        time.sleep(0.3)
        sys.stderr.write("GOT " + getpass.getpass("pass" + "word: ") + "\n")
        open("asked", "w").close()
        sys.stdin.read()
        """;

    // A Ctrl-C may be lost while a shell executes another program; here it never is.
    private const string Waiter = """
        import sys, time
        print("rea" + "dy", flush=True)
        if len(sys.argv) > 1:
            sys.stdin.read()
            print("en" + "ded", flush=True)
        time.sleep(600)
        """;

    private readonly BottleHost _host = new();

    public TerminalPipelineTests() => File.WriteAllText(Path.Combine(_host.Project, "wait.py"), Waiter);

    private static string Run => $"{TerminalSession.Program} run --";

    [SetUp]
    public Task SetUp() => _host.ServeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopControllerAsync();
        _host.Dispose();
    }

    [TestCase("less", false, Category = "Long")]
    [TestCase("less", true)]
    [TestCase("(while [ ! -e begun ]; do sleep 0.01; done; sleep 0.3; touch shown; less)", false)]
    [TestCase("(while [ ! -e begun ]; do sleep 0.01; done; sleep 0.3; touch shown; less)", true, Category = "Long")]
    public void A_pager_gets_the_terminal_and_its_settings_are_restored(string pager, bool isQuitFirst)
    {
        using var shell = OperatorPty.Shell(_host);
        string agent = isQuitFirst
            ? "seq 500; echo r > begun; sleep 1; echo last; sleep 600"
            : "echo r > begun; while [ ! -e shown ]; do sleep 0.01; done; sleep 0.5; seq 500; echo last";
        string shown = pager == "less" ? "touch shown; " : "";
        shell.Type($"{shown}{Run} sh -c '{agent}' | {pager}; echo ov''er\r");
        shell.Expect("1\r\n2\r\n3");
        shell.Type(isQuitFirst ? "q" : "G");
        if (isQuitFirst)
        {
            shell.Expect("\u001b[?1049l"); // the agent's output has no reader any more, which its next write reports
            shell.Type("\u0003");
        }
        else
        {
            shell.Expect("last");
            shell.Expect("(END)");
            shell.Type("q");
        }

        shell.Expect("over");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [TestCase("")]
    [TestCase("read x; echo first=$x >&2; ")]
    public async Task A_password_typed_for_another_program_does_not_reach_the_agent(string before)
    {
        File.WriteAllText(Path.Combine(_host.Project, "ask.py"), Asker);
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{Run} sh -c '{before}echo r > begun; cat > keys' | python3 ask.py; echo ov''er\r");
        if (before != "")
        {
            shell.Type("hello\r");
            shell.Expect("first=hello");
        }

        shell.Expect("password: ");
        foreach (char key in "sesame\r")
        {
            shell.Type(key.ToString());
            await Task.Delay(10); // one read each
        }

        shell.Expect("GOT sesame");
        await UntilExistsAsync("asked");
        shell.Type("mine\r");
        await Wait.ForAsync(() => File.Exists(Path.Combine(_host.Project, "keys")) && File.ReadAllText(Path.Combine(_host.Project, "keys")) != "");
        shell.Type("\u0004");
        shell.Expect("over");
        Assert.That(File.ReadAllText(Path.Combine(_host.Project, "keys")), Is.EqualTo("mine\n"));
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [Test]
    public void End_of_input_and_interrupt_reach_the_agent()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{Run} python3 wait.py ended | cat\r");
        shell.Expect("ready");
        shell.Type("\u0004");
        shell.Expect("ended");
        shell.Type("\u0003");
        shell.Expect("$ ");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [Test]
    public void An_interrupt_before_the_first_key_reaches_all_in_the_foreground()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{Run} sh -c 'python3 wait.py; echo went-on' | cat\r");
        shell.Expect("ready");
        shell.Type("\u0003"); // cat gets it, too, and the shell then leaves the rest of its line
        Assert.That(shell.Expect("$ "), Does.Not.Contain("went-on"));
        shell.ExitShell();
    }

    [Test]
    public void A_program_that_reads_a_pipe_gets_its_keys_from_the_terminal()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"seq 500 | {Run} less; echo ov''er\r");
        shell.Expect("\r\n3\r\n");
        shell.Type("G");
        shell.Expect("500");
        shell.Expect("(END)");
        shell.Type("q");
        shell.Expect("over");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [Test]
    public void A_line_is_shown_once()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{Run} sh -c 'echo rea\"\"dy; read x; echo got=$x; read y; echo got=$y' | cat; echo ov''er\r");
        shell.Expect("ready\r\n");
        shell.Type("one two\r");
        Assert.That(shell.Expect("got=one two\r\n"), Is.EqualTo("one two\r\n"));
        shell.Type("three\r");
        Assert.That(shell.Expect("got=three\r\n"), Is.EqualTo("three\r\n"));
        shell.Expect("over");
        shell.ExitShell();
    }

    private Task UntilExistsAsync(string file) => Wait.ForAsync(() => File.Exists(Path.Combine(_host.Project, file)));
}
