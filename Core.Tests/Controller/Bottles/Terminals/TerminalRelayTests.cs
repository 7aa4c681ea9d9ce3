using System.Globalization;
using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>The relay forwards, holds back and corrects terminal output.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalRelayTests : IAsyncDisposable
{
    /// <summary>Every mode that a full-screen program sets, with the sequence that undoes it.</summary>
    internal static readonly (string Set, string Undo)[] Modes =
    [
        ("\e[?1049h", "\e[?1049l"), ("\e[?1h", "\e[?1l"), ("\e=", "\e>"), ("\e[?25l", "\e[?25h"), ("\e[?7l", "\e[?7h"), ("\e[?1000h", "\e[?1000l"),
        ("\e[?1002h", "\e[?1002l"),
        ("\e[?1003h", "\e[?1003l"), ("\e[?1004h", "\e[?1004l"), ("\e[?1005h", "\e[?1005l"), ("\e[?1006h", "\e[?1006l"), ("\e[?1015h", "\e[?1015l"),
        ("\e[?1016h", "\e[?1016l"),
        ("\e[?2004h", "\e[?2004l"), ("\e[?2026h", "\e[?2026l"), ("\e[?2031h", "\e[?2031l"), ("\e[?2048h", "\e[?2048l"), ("\e[>1u", "\e[<1u"),
        ("\e[>4;2m", "\e[>4m"),
        ("\e[2;5r", "\e[r"), ("\e)0", "\e)B"), ("\u000e", "\u000f"), ("\e[31m", "\e[0m"), ("\e[4 q", "\e[0 q"), ("\e]2;title\a", "\e[23;0t"),
        ("\e]11;#000000\a", "\e]111\e\\"),
        ("\e]4;1;red\a", "\e]104\e\\"), ("\e[4h", "\e[4l"), ("\e[3g", "\e[?5W"),
    ];

    private readonly BottleHost _host = new();

    [SetUp]
    public Task SetUp() => _host.ServeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopControllerAsync();
        _host.Dispose();
    }

    [TestCase("kill", "")]
    [TestCase("freeze", "", Category = "Long")]
    [TestCase("itself", "")]
    [TestCase("kill", "--isolation none", Category = "Long")]
    [TestCase("freeze", "--isolation none")]
    public async Task Every_terminal_mode_and_setting_is_restored(string end, string options)
    {
        File.WriteAllText(Path.Combine(_host.Project, "modes"), string.Concat(Modes.Select(mode => mode.Set)), System.Text.Encoding.Latin1);
        using var shell = OperatorPty.Shell(_host);
        string agent = end == "itself" ? "kill -9 $$" : "sleep 600";
        shell.Type($"{TerminalSession.Program} run --name shown {options} -- sh -c 'stty raw -echo; cat modes; touch shown; {agent}'; echo ov''er=$?\r");
        await UntilExists("shown");
        shell.Expect("\e[3g");
        if (end != "itself")
        {
            await _host.VerbAsync(end, "shown");
        }

        string after = shell.Expect("over=137");
        foreach ((string set, string undo) in Modes)
        {
            Assert.That(after, Does.Contain(undo), $"{set.Replace('\e', '^')} is not undone");
        }

        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
    }

    [Test]
    public void A_plain_command_gets_no_extra_output()
    {
        using var terminal = new OperatorPty(_host, TerminalSession.Program, "run", "--", "sh", "-c", "echo one; echo two; exit 3");
        Assert.That(terminal.End(), Is.EqualTo(3));
        Assert.That(terminal.Recorded, Is.EqualTo("one\r\ntwo\r\n"));
    }

    [TestCase("", "\e]52;c;cm0=\a\e[21t\e[5i\ePtmux;x\e\\")]
    [TestCase("--raw-terminal", "")]
    public void Forbidden_output_of_an_agent_is_dropped(string options, string dropped)
    {
        File.WriteAllText(Path.Combine(_host.Project, "said"), "a\e]52;c;cm0=\a\e[21t\e[5i\ePtmux;x\e\\b\n");
        using var terminal =
            new OperatorPty(_host, [TerminalSession.Program, "run", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", "cat", "said"]);
        terminal.End();
        Assert.That(terminal.Recorded, Is.EqualTo(dropped.Length > 0 ? "ab\r\n" : "a\e]52;c;cm0=\a\e[21t\e[5i\ePtmux;x\e\\b\r\n"));
    }

    [Test]
    public void A_late_terminal_reply_does_not_reach_the_shell()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{TerminalSession.Program} run -- printf '\\033[c'; echo ov''er\r");
        shell.Expect("\e[c"); // a query, and then the agent is gone
        shell.Expect("\e[5n"); // ours
        shell.Type("\e[?62;4c\e[0n");
        shell.Expect("over");
        shell.Type("echo cl''ean\r");
        Assert.That(shell.Expect("clean"), Does.Not.Contain("62;4c"));
        shell.ExitShell();
    }

    [Test]
    public async Task A_flood_of_output_is_throttled_and_control_c_still_works()
    {
        string word = Guid.NewGuid().ToString("N");
        using var terminal = new OperatorPty(_host, TerminalSession.Program, "run", "--", "yes", word);
        terminal.Expect($"{word}\r\n{word}\r\n");
        long held = Memory(terminal.Process.Pid);
        string flood = Directory.EnumerateDirectories("/proc")
            .Single(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && CommandOf(folder) == $"yes\0{word}\0");
        (long written, int same) = (0, 0);
        await Wait.ForAsync(() => // without a reader, all buffers become full, and the agent then cannot write
        {
            long now = Number($"{flood}/io", "wchar:");
            same = now == written ? same + 1 : 0;
            written = now;
            return same == 10;
        });
        Assert.That(Memory(terminal.Process.Pid) - held, Is.LessThan(32 << 10), "KiB more when all buffers are full");
        terminal.Type("\u0003");
        Assert.That(terminal.End(), Is.EqualTo(130));
        Assert.That(terminal.Recorded, Has.Length.LessThan(8 << 20));
    }

    [TestCase("kill")]
    [TestCase("freeze", Category = "Long")]
    public async Task A_flood_of_unread_output_can_be_ended_at_once(string verb)
    {
        using var terminal = new OperatorPty(_host, TerminalSession.Program, "run", "--name", "flood", "--", "sh", "-c", "echo $$ > begun; exec yes");
        await UntilExists("begun");
        terminal.Expect("y\r\ny\r\n");
        await _host.VerbAsync(verb, "flood");
        Assert.That(terminal.End(), Is.EqualTo(137));
    }

    [Test]
    public async Task After_many_resizes_the_last_size_is_in_effect()
    {
        using var terminal = new OperatorPty(_host, TerminalSession.Program, "run", "--", "sh", "-c",
            "stty size; trap 'stty size' WINCH; echo r > begun; while [ ! -e stop ]; do sleep 0.02; done; sleep 0.2");
        terminal.Expect("24 80");
        await UntilExists("begun");
        for (int i = 0; i < 200; i++)
        {
            terminal.Resize(24 + (i % 27), 80 + (i % 121));
        }

        terminal.Resize(50, 200);
        terminal.Expect("50 200");
        File.WriteAllText(Path.Combine(_host.Project, "stop"), "");
        Assert.That(terminal.End(), Is.Zero);
    }

    [Test]
    public void A_pipe_stays_a_pipe_and_a_file_stays_a_file()
    {
        File.WriteAllText(Path.Combine(_host.Project, "in"), "from file\n");
        using var shell = OperatorPty.Shell(_host);
        // The shell's own message about /dev/tty comes past cat, before or after each line. No word stands in the command as it is expected.
        shell.Type(
            $"{TerminalSession.Program} run -- sh -c 'cat; test -t 0 || echo no-i\"\"n; test -t 1 || echo no-o\"\"ut; test -t 2 && echo err-t\"\"ty; "
                + "tty < /dev/tty' < in | cat; echo ov''er\r");
        string said = shell.Expect("over");
        Assert.That(said, Does.Contain("from file\r\n").And.Contain("no-in\r\n").And.Contain("no-out\r\n"));
        Assert.That(said, Does.Not.Contain("err-tty"), "neither input nor output is a terminal, so that the bottle has none");
        shell.ExitShell();
    }

    [Test]
    public void A_shell_in_the_bottle_has_its_own_job_control()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"PS1=in: {TerminalSession.Program} run --env PS1 -- bash --norc --noediting -i; echo ov''er=$?\r");
        shell.Expect("in:");
        shell.Type("(echo u''p; sleep 2; echo la''ter; exec sleep 600)\r");
        shell.Expect("up");
        shell.Type("\u001a");
        shell.Expect("Stopped");
        shell.Expect("in:");
        shell.Type("fg\r");
        shell.Expect("later"); // after the time that the agent has to obey the key, so that an fg at once does not make the key ineffective
        shell.Type("\u0003");
        shell.Expect("in:");
        shell.Type("exit 4\r");
        shell.Expect("over=4");
        shell.ExitShell();
    }

    [Test]
    public void An_agent_that_ignores_control_z_is_still_stopped()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{TerminalSession.Program} run -- sh -c 'trap \"\" TSTP; echo rea\"\"dy; read x; echo got=$x'; echo ov''er\r");
        shell.Expect("ready\r\n");
        shell.Type("\u001a");
        shell.Expect("Stopped");
        shell.Type("fg; echo ov''er\r");
        shell.Expect("bot-bottle run");
        shell.Type("word\r");
        shell.Expect("got=word");
        shell.Expect("over");
        shell.ExitShell();
    }

    private Task UntilExists(string file) => Wait.ForAsync(() => File.Exists(Path.Combine(_host.Project, file)));

    /// <summary>In KiB.</summary>
    private static long Memory(int pid) => Number($"/proc/{pid}/status", "VmRSS:");

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }

    private static long Number(string file, string name) => long.Parse(
        File.ReadLines(file).Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
