using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Bottles;
using BotBottle.Core.Tests.Controller.Bottles.Terminals;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A container on the bottle's terminal; the engine adds another terminal in between.</summary>
/// <param name="asUser">True to run it as an ordinary user, with podman without root.</param>
[TestFixture(false, Category = "Long"), TestFixture(true), Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class ContainerTerminalTests(bool asUser)
{
    // The script of TerminalOwnershipTests, for busybox.
    private const string Thief = """
        trap "" TTOU TTIN HUP TSTP
        while :; do
          for t in /dev/tty /dev/console /dev/pts/* /proc/self/fd/0 /proc/self/fd/1 $1; do
            stty -echo < $t; echo password: > $t
            read -t 0 x < $t && read -t 1 x < $t && echo "$x" >> stolen
          done 2> /dev/null
          echo . >> tries
        done
        """;

    private PodmanStore _podman = null!;

    [OneTimeSetUp]
    public async Task Make_image() => _podman = await PodmanStore.CreateAsync(asUser);

    [OneTimeTearDown]
    public async Task Remove_image() => await _podman.DisposeAsync();

    private static string Run => $"{TerminalSession.Program} run --name held --isolation container --image {PodmanStore.Image} --";

    [Test]
    public async Task The_engines_reason_why_a_container_does_not_start_is_shown()
    {
        using BottleHost host = new();
        // A runtime that always fails.
        string settings = Path.Combine(host.Project, "containers.conf");
        File.WriteAllText(settings, PodmanStore.Settings + "[engine.runtimes]\nrunc = [\"/bin/false\"]\n");
        using OperatorPty shell = await ShellAsync(host);
        shell.Type($"export CONTAINERS_CONF={settings}; {Run} true; echo ov''er=$?\r");
        Assert.That(
            shell.Expect("over=125"),
            Does.Match("(?s)Error: unable to start container.*bot-bottle: the container ended at its start; the message of podman is above"));
        shell.ExitShell();
        await host.StopControllerAsync();
    }

    [Test]
    public async Task A_background_process_cannot_read_the_terminal()
    {
        using BottleHost host = new();
        File.WriteAllText(Path.Combine(host.Project, "thief.sh"), Thief);
        File.WriteAllText(Path.Combine(host.Project, "stolen"), "");
        using OperatorPty shell = await ShellAsync(host);
        shell.Type($"{Run} sh -c 'setsid sh thief.sh & sh thief.sh {shell.Path}' & echo be''gun\r");
        shell.Expect("begun");
        await UntilExistsAsync(host, "tries");
        shell.Type("echo sec''ret-$((6*7))\r");
        shell.Expect("secret-42");
        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        Assert.That(shell.Foreground, Is.EqualTo(shell.Process.Pid));
        await BotBottleAsync(host, "kill", "held");
        shell.Type("wait; echo ov''er\r");
        shell.Expect("over");
        Assert.That(File.ReadAllText(Path.Combine(host.Project, "stolen")), Is.Empty);
        shell.ExitShell();
        await host.StopControllerAsync();
    }

    [TestCase("kill")]
    [TestCase("freeze", Category = "Long")]
    [TestCase("itself", Category = "Long")]
    public async Task Every_terminal_mode_and_setting_is_restored(string end)
    {
        using BottleHost host = new();
        File.WriteAllText(Path.Combine(host.Project, "modes"), string.Concat(TerminalRelayTests.Modes.Select(mode => mode.Set)), System.Text.Encoding.Latin1);
        using OperatorPty shell = await ShellAsync(host);
        shell.Type($"{Run} sh -c 'stty raw -echo; cat modes; touch shown; {(end == "itself" ? "kill -9 $$" : "sleep 600")}'; echo ov''er=$?\r");
        await UntilExistsAsync(host, "shown");
        shell.Expect("\e[3g");
        if (end != "itself")
        {
            await BotBottleAsync(host, end, "held");
        }

        string after = shell.Expect("over=137");
        foreach ((string set, string undo) in TerminalRelayTests.Modes)
        {
            Assert.That(after, Does.Contain(undo), $"{set.Replace('\e', '^')} is not undone");
        }

        Assert.That(shell.Settings.IsSameAs(shell.Before), "the terminal's settings were changed");
        shell.ExitShell();
        await host.StopControllerAsync();
    }

    [Test]
    public async Task Stop_resize_and_end_reach_the_container()
    {
        using BottleHost host = new();
        using OperatorPty shell = await ShellAsync(host);
        shell.Type(
            $"{Run} sh -c 'stty size; kill -STOP $$; echo af\"\"ter; touch ready; while [ ! -e stop ]; do stty size; sleep 0.1; done; read x; echo got=$x; "
                + "exit 42'; echo ov''er=$?\r");
        shell.Expect("24 80");
        shell.Expect("Stopped");
        shell.Type("echo in-sh''ell\r");
        shell.Expect("in-shell");
        shell.Type("fg; echo en''ded=$?\r");
        shell.Expect("after");
        await UntilExistsAsync(host, "ready");
        for (int last = 51; last <= 56; last++) // the engine loses the last size of about one storm in four
        {
            for (int i = 0; i < 200; i++)
            {
                shell.Resize(24 + (i % 27), 80 + (i % 121));
            }

            shell.Resize(last, 220);
            shell.Expect($"{last} 220");
        }

        File.WriteAllText(Path.Combine(host.Project, "stop"), "");
        shell.Type("word\r");
        shell.Expect("got=word");
        // podman's client forwards each size as a signal as well. One that it forwards after the container's end makes it lose the exit code.
        shell.Expect("ended=");
        Assert.That(shell.Expect("\r\n"), Is.EqualTo("42").Or.EqualTo("127"));
        shell.ExitShell();
        await host.StopControllerAsync();
    }

    [Test]
    public async Task A_suspended_run_is_frozen_without_its_shell_and_a_closed_window_ends_it()
    {
        using BottleHost host = new();
        using OperatorPty shell = await ShellAsync(host);
        shell.Type(
            $"{Run} sh -c 'if [ -e ~/second ]; then trap \"\" HUP; touch back; while :; do sleep 1; done; fi; touch ~/second; kill -STOP $$; touch late; "
                + "sleep 600'\r");
        shell.Expect("Stopped");
        (int code, string output) = await OnHostAsync(host, "freeze", "held");
        Assert.That(code, Is.Zero, output);
        shell.Type("wait; echo ov''er\r");
        shell.Expect("over");
        shell.Type($"{TerminalSession.Program} resume held\r");
        await UntilExistsAsync(host, "back");
        shell.HangUp();
        await Wait.ForAsync(async () => (await OnHostAsync(host, "ps", "--all")).Output.Contains("exited (137)", StringComparison.Ordinal));
        await host.StopControllerAsync();
    }

    private async Task BotBottleAsync(BottleHost host, params string[] words) => await OnHostAsync(host, words);

    private Task<(int Code, string Output)> OnHostAsync(BottleHost host, params string[] words) =>
        host.OnHostAsync("/usr/bin/env", [
            $"BOT_BOTTLE_HOME={host.State}", .. _podman.Environment.Select(variable => $"{variable.Key}={variable.Value}"), .. _podman.Words,
            TerminalSession.Program, .. words]);

    private async Task<OperatorPty> ShellAsync(BottleHost host)
    {
        if (_podman.User is not null)
        {
            await PodmanUser.OwnAsync(host.Root);
        }

        return OperatorPty.Shell(host, _podman.Environment, [.. _podman.Words]);
    }

    private static Task UntilExistsAsync(BottleHost host, string file) => Wait.ForAsync(() => File.Exists(Path.Combine(host.Project, file)));
}
