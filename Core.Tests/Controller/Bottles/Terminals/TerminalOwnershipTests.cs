using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>An agent tries to take the operator's terminal: its foreground, its echo and the keys typed into the shell.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalOwnershipTests : IAsyncDisposable
{
    private const string ControlZ = "\u001a";
    private const int User = 54321; // a user id that no other process has

    // It ignores the stop signals, takes the foreground of every terminal that it can open, switches the echo off, asks for a password and reads.
    private const string Thief = """
        import os, signal, sys, termios, time
        mode, places = sys.argv[1], sys.argv[2:]
        if mode == "group" and os.fork():
            time.sleep(600)
        if mode == "double":
            if os.fork(): time.sleep(600)
            os.setsid()
            if os.fork(): os._exit(0)
        for name in ("SIGTTOU", "SIGTTIN", "SIGHUP", "SIGTSTP"): signal.signal(getattr(signal, name), signal.SIG_IGN)
        if mode == "group": os.setpgid(0, 0)
        tries, stolen = open("tries", "ab", 0), open("stolen", "ab", 0)
        def steal(path):
            terminal = os.open(path, os.O_RDWR | os.O_NONBLOCK | (0 if mode == "double" else os.O_NOCTTY))
            try:
                try: os.tcsetpgrp(terminal, os.getpgrp())
                except OSError: pass
                modes = termios.tcgetattr(terminal)
                modes[3] &= ~termios.ECHO
                termios.tcsetattr(terminal, termios.TCSANOW, modes)
                os.write(terminal, b"password: ")
                stolen.write(os.read(terminal, 4096))
            finally: os.close(terminal)
        while True:
            for path in places + ["/dev/tty", "/dev/console"] + ["/proc/self/fd/%d" % n for n in range(16)]:
                try: steal(path)
                except (OSError, termios.error): pass
            tries.write(b".")
            time.sleep(0.005)
        """;

    private readonly BottleHost _host = new();
    private string[] _by = [];

    public TerminalOwnershipTests() => File.WriteAllText(Path.Combine(_host.Project, "thief.py"), Thief);

    private static string Run => $"{TerminalSession.Program} run";

    public async ValueTask DisposeAsync()
    {
        await _host.StopControllerAsync();
        _host.Dispose();
    }

    [TestCase("plain", "", false)]
    [TestCase("group", "", false)]
    [TestCase("double", "", false)]
    [TestCase("double", "--isolation none", false)]
    [TestCase("plain", "--isolation none", false, Category = "Long")]
    [TestCase("plain", "", true, Category = "Long")]
    [TestCase("double", "", true)]
    public async Task A_background_process_cannot_read_the_terminal(string mode, string options, bool asUser)
    {
        using var shell = await StartAsync(asUser);
        shell.Type($"{Run} --name thief {options} -- python3 thief.py {mode} {Places(options, shell)} & echo be''gun\r");
        shell.Expect("begun");
        await UntilTried();
        shell.Type("echo sec''ret-$((6*7))\r");
        shell.Expect("secret-42");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        Assert.That(shell.Foreground, Is.EqualTo(shell.Process.Pid));
        shell.Type("kill %1; wait; echo ov''er\r");
        await BotBottleAsync("kill", "thief");
        shell.Expect("over");
        Assert.That(File.ReadAllText(Path.Combine(_host.Project, "stolen")), Is.Empty);
        shell.ExitShell();
    }

    [TestCase("group", "")]
    [TestCase("double", "")]
    [TestCase("group", "--isolation none", Category = "Long")]
    [TestCase("double", "--isolation none")]
    public async Task After_control_z_every_process_in_the_bottle_is_stopped(string mode, string options)
    {
        using var shell = await StartAsync(asUser: false);
        shell.Type($"{Run} --name thief {options} -- python3 thief.py {mode} {Places(options, shell)}\r");
        await UntilTried();
        shell.Type(ControlZ);
        shell.Expect("Stopped");
        long tries = new FileInfo(Path.Combine(_host.Project, "tries")).Length;
        shell.Type("echo sec''ret-$((6*7))\r");
        shell.Expect("secret-42");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        Assert.That(shell.Foreground, Is.EqualTo(shell.Process.Pid));
        Assert.That(new FileInfo(Path.Combine(_host.Project, "tries")).Length, Is.EqualTo(tries), "it is still running");
        Assert.That(File.ReadAllText(Path.Combine(_host.Project, "stolen")), Does.Not.Contain("42"));
        shell.Type("bg; echo be''hind\r");
        shell.Expect("behind");
        await UntilTried(beyond: tries);
        shell.Type("echo sec''ret-$((6*8))\r");
        shell.Expect("secret-48");
        await BotBottleAsync("kill", "thief");
        shell.Type("wait; echo ov''er\r");
        shell.Expect("over");
        Assert.That(File.ReadAllText(Path.Combine(_host.Project, "stolen")), Does.Not.Contain("48"));
        shell.ExitShell();
    }

    [TestCase("")]
    [TestCase("--isolation none")]
    public async Task No_process_of_a_bottle_has_the_operators_terminal_open(string options)
    {
        using var shell = await StartAsync(asUser: false);
        shell.Type($"{Run} --name held {options} -- sh -c 'echo r > tries; exec sleep 600'; echo ov''er\r");
        await UntilTried();
        string space = shell.Path;
        var holders = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            .Where(folder => Holds(folder, space)).Select(Command).ToList();
        Assert.That(holders, Is.All.Contains("bash").Or.Contains("bot-bottle\0run"), string.Join('\n', holders));
        Assert.That(holders, Has.Count.EqualTo(2));
        shell.Type("\u0003");
        shell.Expect("over");
        shell.ExitShell();
    }

    [TestCase("")]
    [TestCase("--isolation none")]
    public void Without_a_terminal_the_bottle_has_none_to_open(string options)
    {
        using var terminal = new OperatorPty(
            _host, [2], new Dictionary<string, string?>(), [TerminalSession.Program, "run", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--",
                "sh", "-c", "(: < /dev/tty) 2>/dev/null && exit 9; test -t 2 && exit 8; echo to-error >&2; exit 3"]);
        terminal.Expect("to-error");
        Assert.That(terminal.End(), Is.EqualTo(3));
    }

    [Test]
    public async Task Processes_that_outlive_the_agent_do_not_delay_the_end()
    {
        using var shell = await StartAsync(asUser: false);
        shell.Type(
            $"{Run} --isolation none -- sh -c 'setsid sh -c \"trap \\\"\\\" HUP; echo r > tries; while echo more; do sleep 0.01; done\" & while [ ! -e tries "
                + "]; do sleep 0.01; done; exit 6'; echo ov''er=$?\r");
        await UntilTried();
        shell.Expect("over=6");
        Assert.That(shell.Settings.IsSameAs(shell.Before));
        shell.ExitShell();
    }

    [Test, Category("Long")]
    public async Task Another_users_terminal_is_refused_with_what_to_do()
    {
        await GiveToUserAsync();
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"setsid --wait {string.Join(' ', _by)} {Run} -- sh -c 'echo ran > ran'; echo ov''er=$?\r"); // as su --command does
        Assert.That(shell.Expect("over=125"), Does.Contain("su --pty"));
        Assert.That(File.Exists(Path.Combine(_host.Project, "ran")), Is.False);
        shell.ExitShell();
    }

    private async Task<OperatorPty> StartAsync(bool asUser)
    {
        if (!asUser)
        {
            await _host.ServeAsync();
            return OperatorPty.Shell(_host);
        }

        await GiveToUserAsync();
        return OperatorPty.Shell(_host, null, _by);
    }

    private async Task GiveToUserAsync()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("the other tests run as a user already");
        }

        string user = User.ToString(CultureInfo.InvariantCulture);
        Assert.That((await _host.OnHostAsync("/usr/bin/chown", "-R", $"{user}:{user}", _host.Root)).Code, Is.Zero);
        _by = ["/usr/bin/setpriv", "--reuid", user, "--regid", user, "--clear-groups"];
    }

    /// <summary>Runs a verb as the user of the run: a controller obeys no other.</summary>
    private Task<(int Code, string Output)> BotBottleAsync(params string[] words) => _by.Length == 0 ? _host.VerbAsync(words)
        : _host.OnHostAsync("/usr/bin/env", [$"BOT_BOTTLE_HOME={_host.State}", .. _by, TerminalSession.Program, .. words]);

    /// <summary>Without isolation, nothing prevents opening the operator's terminal by its name.</summary>
    private static string Places(string options, OperatorPty shell) => options.Length == 0 ? $"{shell.Path} /dev/pts/0 /dev/pts/1 /dev/pts/2" : "";

    private Task UntilTried(long beyond = 0) =>
        Wait.ForAsync(() => new FileInfo(Path.Combine(_host.Project, "tries")) is { Exists: true } tries && tries.Length > beyond);

    private static bool Holds(string process, string terminal)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(descriptor => new FileInfo(descriptor).LinkTarget == terminal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended
        }
    }

    private static string Command(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "bash"; // it has ended
        }
    }
}
