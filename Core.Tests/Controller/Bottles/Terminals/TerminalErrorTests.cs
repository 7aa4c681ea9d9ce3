using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>Only standard error is a terminal, neither input nor output; and the program's own messages.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalErrorTests : IAsyncDisposable
{
    private readonly BottleHost _host = new();

    private static string Run => $"{TerminalSession.Program} run --name error";

    [SetUp]
    public Task SetUp() => _host.ServeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopControllerAsync();
        _host.Dispose();
    }

    [Test]
    public async Task An_agent_continues_when_the_terminal_of_its_standard_error_is_gone()
    {
        const string Agent = "echo r > begun; while [ ! -e go ]; do sleep 0.02; done; head -c 1000000 /dev/zero >&2; echo $? > wrote; exit 3";
        using var terminal = new OperatorPty(
            _host, [2], new Dictionary<string, string?>(), "/usr/bin/setsid", "--wait", "/bin/sh", "-c",
            $"{Run} -- sh -c '{Agent}' > out; echo $? > ended"); // as disown does: no SIGHUP
        await Wait.ForAsync(() => Has("begun"));
        terminal.HangUp();
        File.WriteAllText(InProject("go"), "");
        await Wait.ForAsync(() => Has("ended"));
        Assert.That((File.ReadAllText(InProject("wrote")), File.ReadAllText(InProject("ended"))), Is.EqualTo(("0\n", "3\n")));
    }

    [Test]
    public async Task With_tostop_output_waits_without_stopping_the_run_that_guards_the_bottle()
    {
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"stty tostop; {Run} -- sh -c 'echo lo\"\"ud >&2; echo r > begun; while [ ! -e go ]; do sleep 0.02; done; exit 4' < /dev/null > out &\r");
        await Wait.ForAsync(() => Has("begun"));
        await Task.Delay(300); // time to be stopped in
        shell.Type("jobs; echo lis''ted\r");
        Assert.That(shell.Expect("listed"), Does.Not.Contain("loud").And.Not.Contain("Stopped"));
        shell.Type("fg; echo en''ded=$?\r");
        shell.Expect("loud");
        File.WriteAllText(InProject("go"), "");
        shell.Expect("ended=4");
        shell.ExitShell();
    }

    [Test]
    public async Task Messages_of_run_go_to_the_file_of_standard_error()
    {
        Assert.That((await _host.OnHostAsync("/usr/bin/git", "init", "-q")).Code, Is.Zero);
        using var shell = OperatorPty.Shell(_host);
        shell.Type($"{Run} --on-breach warn -- sh -c 'ln -s /nowhere .git/ORIG_HEAD; while [ ! -e go ]; do sleep 0.02; done' 2> said; echo ov''er\r");
        await Wait.ForAsync(() => Has("said") && File.ReadAllText(InProject("said")).Contains("a symbolic link to /nowhere", StringComparison.Ordinal));
        File.WriteAllText(InProject("go"), "");
        Assert.That(shell.Expect("over"), Does.Not.Contain("symbolic link"));
        shell.ExitShell();
    }

    private string InProject(string file) => Path.Combine(_host.Project, file);

    private bool Has(string file) => File.Exists(InProject(file)) && new FileInfo(InProject(file)).Length > 0;
}
