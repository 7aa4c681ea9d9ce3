using System.Runtime.Versioning;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class TerminalTests
{
    private const string ControlC = "\u0003";
    private const string ControlZ = "\u001a";

    private BottleHost _host = null!;

    [SetUp]
    public Task SetUp()
    {
        _host = new BottleHost();
        return _host.ServeAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _host.StopControllerAsync();
        _host.Dispose();
    }

    [Test]
    public async Task Control_c_reaches_the_agent_but_not_its_parent()
    {
        using var terminal = new TerminalSession(_host, Run("trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.05; done"));
        await terminal.ExpectAsync("ready");
        terminal.Type(ControlC);
        await terminal.ExpectAsync("caught");
        Assert.That(await terminal.EndAsync(), Is.EqualTo(5));
    }

    [Test, Category("Long")]
    public async Task Control_c_ends_an_agent_that_does_not_handle_it()
    {
        using var terminal = new TerminalSession(_host, Run("echo ready; exec sleep 60"));
        await terminal.ExpectAsync("ready");
        terminal.Type(ControlC);
        Assert.That(await terminal.EndAsync(), Is.EqualTo(130));
    }

    [Test, Category("Long")]
    public async Task The_terminal_is_restored_after_an_agent_is_killed()
    {
        using var terminal = new TerminalSession(_host, Run(@"stty raw -echo; printf '\033[?1049h\033[?1003h\033[?25l'; kill -9 $$") + "; stty -a; echo over");
        await terminal.ExpectAsync("\e[?1049h\e[?1003h\e[?25l");
        await terminal.ExpectAsync("\e[?1049l\e[?1003l\e[?25h");

        await terminal.ExpectAsync(" icanon");
        await terminal.ExpectAsync(" echo ");
        await terminal.ExpectAsync("over");
    }

    [TestCase("exit 3")]
    [TestCase("kill -INT $$", Category = "Long")]
    public async Task An_agent_that_ends_by_itself_needs_no_terminal_reset(string end)
    {
        using var terminal = new TerminalSession(_host, Run($"echo ready; {end}") + "; echo over");
        await terminal.ExpectAsync("ready");
        Assert.That(await terminal.ExpectAsync("over"), Does.Not.Contain("\e["));
    }

    [Test]
    public async Task Piped_output_contains_no_terminal_sequences()
    {
        using var terminal = new TerminalSession(_host, Run("echo ready; kill -9 $$") + " 2>&1 | cat; echo over");
        await terminal.ExpectAsync("ready");
        Assert.That(await terminal.ExpectAsync("over"), Does.Not.Contain("\e["));
    }

    [Test]
    public async Task The_agent_uses_the_callers_terminal()
    {
        using var terminal =
            new TerminalSession(_host, Run("stty rows 33 cols 77 </dev/tty; echo ready; read x </dev/tty; echo got=$x; stty size; test -t 0 && echo tty"));
        await terminal.ExpectAsync("ready");
        terminal.Type("word\r");
        await terminal.ExpectAsync("got=word");
        await terminal.ExpectAsync("33 77");
        await terminal.ExpectAsync("tty");
        Assert.That(await terminal.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task A_question_at_launch_does_not_change_the_terminal_for_the_agent()
    {
        Directory.CreateDirectory(Path.Combine(_host.State, "bottles"));
        File.WriteAllText(Path.Combine(_host.State, "bottles", "ask.md"), "---\nenv: {TICKET: '?Which ticket'}\n---\n");
        using var terminal =
            new TerminalSession(_host, $"{TerminalSession.Program} run --bottle ask -- sh -c 'stty -a; echo ticket=$TICKET; read x; echo got=$x'");
        await terminal.ExpectAsync("Which ticket (TICKET): ");
        terminal.Type("BB-7\r");
        await terminal.ExpectAsync(" icanon ");
        await terminal.ExpectAsync("ticket=BB-7\r\n");
        terminal.Type("word\r");
        await terminal.ExpectAsync("got=word");
        Assert.That(await terminal.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task A_window_resize_reaches_the_agent()
    {
        using var terminal = new TerminalSession(_host, Run("trap 'stty size; exit 0' WINCH; echo ready; stty rows 44 cols 88; while :; do sleep 0.05; done"));
        await terminal.ExpectAsync("44 88");
        Assert.That(await terminal.EndAsync(), Is.Zero);
    }

    [Test]
    public async Task Control_z_stops_the_job_and_fg_continues_it()
    {
        using var terminal = new TerminalSession(_host, "/bin/bash --norc --noediting -i");
        terminal.Type(Run("echo rea''dy; while read x; do echo got=$x; done") + "\r");
        await terminal.ExpectAsync("ready\r\n");
        terminal.Type(ControlZ);
        await terminal.ExpectAsync("Stopped");
        terminal.Type("echo in-sh''ell; fg; echo ov''er=$?\r");
        await terminal.ExpectAsync("in-shell");
        await terminal.ExpectAsync("bot-bottle run");
        terminal.Type("word\r");
        await terminal.ExpectAsync("got=word");
        terminal.Type("\u0004");
        await terminal.ExpectAsync("over=0");
        terminal.Type("exit\r");
        await terminal.EndAsync();
    }

    [Test]
    public async Task An_agent_that_stops_itself_returns_to_the_shell()
    {
        using var terminal = new TerminalSession(_host, "/bin/bash --norc --noediting -i");
        terminal.Type(Run("echo rea''dy; kill -STOP $$; echo after''wards") + "\r");
        await terminal.ExpectAsync("Stopped");
        terminal.Type("fg; echo ov''er=$?\r");
        await terminal.ExpectAsync("afterwards");
        await terminal.ExpectAsync("over=0");
        terminal.Type("exit\r");
        await terminal.EndAsync();
    }

    [Test, Category("Long")]
    public async Task The_terminal_settings_are_restored_when_the_agent_is_killed()
    {
        using var terminal = new TerminalSession(_host, "/bin/bash --norc --noediting -i");
        terminal.Type(Run("stty raw -echo; kill -9 $$") + "; echo over=$?; stty -a | tr ' ' '\\n' | grep icanon\r");
        await terminal.ExpectAsync("over=137");
        await terminal.ExpectAsync("\nicanon");
        terminal.Type("exit\r");
        await terminal.EndAsync();
    }

    [Test, Category("Long")]
    public async Task In_a_pipeline_the_agent_gets_the_terminal_when_it_reads_from_it()
    {
        using var terminal = new TerminalSession(_host, "/bin/bash --norc --noediting -i");
        terminal.Type(Run("echo rea''dy; read x </dev/tty; echo got=$x") + " | cat; echo ov''er\r");
        await terminal.ExpectAsync("ready");
        terminal.Type("word\r");
        await terminal.ExpectAsync("got=word");
        await terminal.ExpectAsync("over");
        terminal.Type("exit\r");
        await terminal.EndAsync();
    }

    private static string Run(string script) => $"{TerminalSession.Program} run -- sh -c \"{script.Replace("$", "\\$", StringComparison.Ordinal)}\"";
}
