using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Bottles.Sandbox;

/// <summary>Masks over what the host later executes, while the host itself changes what lies below them.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class MaskTests
{
    private const string Git = "/usr/bin/git";

    [Test]
    public async Task A_mask_that_the_host_takes_off_is_put_back()
    {
        using var host = new BottleHost();
        await host.OnHostAsync(Git, "init", "-q");
        host.MakePipe("ready");
        host.MakePipe("go");
        var plan = host.Plan("sh", "-c", "echo >ready; read x <go; cat .git/config; echo evil >>.git/config || exit 6");
        await using var bottle = (SandboxBottle)await host.LaunchAsync(plan with { Streams = host.Silent });
        await bottle.StartAsync();
        await host.ReadPipeAsync("ready");
        using var watch = new MountWatch(bottle.InitPid, new MaskSet([Path.Combine(host.Project, ".git/config")], [], []));
        using var end = Processes.OpenHandle(bottle.InitPid);
        Assert.That(watch.AwaitBuilt(end), Is.Null);

        await host.OnHostAsync(Git, "config", "user.name", "host"); // git replaces the file by renaming
        Polling.Wait([(watch.Table, Polling.Urgent)], 5000);
        Assert.That(watch.AwaitBuilt(end), Is.Null, "the mask is back");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "go"), "\n");
        var exit = await bottle.WaitAsync();

        Assert.That(exit.Code, Is.EqualTo(6));
        Assert.That(exit.Notices.Single(), Does.Contain(".git/config").And.Contain("protected again"));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, ".git/config")), Does.Contain("name = host").And.Not.Contain("evil"));
    }

    /// <summary>The agent writes as soon as it can. The operator's own setting cannot be told from it.</summary>
    [TestCase("while :; do cat evil >>.git/config; done 2>/dev/null", "user.name", "core.fsmonitor")]
    [TestCase("sleep 600", "core.pager", "core.pager")]
    public async Task A_setting_that_runs_something_is_taken_out_of_the_config(string attack, string setting, string named)
    {
        using var host = new BottleHost();
        List<FolderBreach> told = [];
        await using var bottle = await StartInRepositoryAsync(host, attack, told);
        string config = Path.Combine(host.Project, ".git/config");
        for (int i = 0; i < 40 && told.Count == 0; i++)
        {
            await ReplaceAsync(host, bottle, setting, $"value{i}");
        }

        await bottle.KillAsync();
        var exit = await bottle.WaitAsync();
        Assert.That(await File.ReadAllTextAsync(config), Does.Contain("email = h@h").And.Not.Contain("fsmonitor").And.Not.Contain("pager"));
        Assert.That((await host.OnHostAsync(Git, "config", "user.email")).Output, Is.EqualTo("h@h\n"));
        Assert.That(told.First().Message, Does.StartWith($"{config} got the setting {named} while").And.Contain("set it again when the run is over"));
        Assert.That(exit.Breaches, Is.EqualTo(told));
    }

    [Test]
    public async Task A_config_that_the_agent_opened_while_it_could_is_another_file_afterwards()
    {
        using var host = new BottleHost();
        List<FolderBreach> told = [];
        await using var bottle = await StartInRepositoryAsync(host, "until (exec 3>>.git/config && : >opened && read line <go && cat evil >&3 && echo >wrote) 2>/dev/null; do :; done; sleep 600", told);
        host.MakePipe("go");
        host.MakePipe("wrote");
        string config = Path.Combine(host.Project, ".git/config");
        for (int i = 0; i < 40 && !File.Exists(Path.Combine(host.Project, "opened")); i++)
        {
            await ReplaceAsync(host, bottle, "user.name", $"value{i}");
        }

        await File.WriteAllTextAsync(Path.Combine(host.Project, "go"), "\n");
        await host.ReadPipeAsync("wrote");
        await bottle.KillAsync();
        var exit = await bottle.WaitAsync();
        Assert.That(await File.ReadAllTextAsync(config), Does.Contain("name = value").And.Not.Contain("fsmonitor"), $"{string.Join('\n', exit.Notices)}\n{string.Join('\n', exit.Breaches)}");
        Assert.That(exit.Breaches, Is.Empty);
    }

    private static async Task<SandboxBottle> StartInRepositoryAsync(BottleHost host, string script, List<FolderBreach> told)
    {
        await host.OnHostAsync(Git, "init", "-q");
        await host.OnHostAsync(Git, "config", "user.email", "h@h");
        host.MakePipe("ready");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "evil"), "[core]\n\tfsmonitor = touch /tmp/evil\n");
        var bottle = (SandboxBottle)await host.LaunchAsync(host.Plan("sh", "-c", $"echo >ready; {script}") with { Streams = host.Silent, OnBreach = BreachPolicy.Warn, TellBreach = told.Add });
        await bottle.StartAsync();
        await host.ReadPipeAsync("ready");
        return bottle;
    }

    /// <summary>A setting by the host's git, and the mask put back.</summary>
    private static async Task ReplaceAsync(BottleHost host, SandboxBottle bottle, string name, string value)
    {
        using var watch = new MountWatch(bottle.InitPid, new MaskSet([Path.Combine(host.Project, ".git/config")], [], []));
        using var end = Processes.OpenHandle(bottle.InitPid);
        Assert.That(watch.AwaitBuilt(end), Is.Null);
        await host.OnHostAsync(Git, "config", name, value);
        Polling.Wait([(watch.Table, Polling.Urgent)], 5000);
        Assert.That(watch.AwaitBuilt(end), Is.Null, "the mask is back");
    }

    [Test]
    public async Task A_host_that_takes_the_cover_off_its_worktrees_keeps_them_to_itself()
    {
        using var host = new BottleHost();
        await host.OnHostAsync(Git, "init", "-q");
        await host.OnHostAsync(Git, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "one");
        await host.OnHostAsync(Git, "worktree", "add", "-q", "../beside");
        host.MakePipe("ready");
        host.MakePipe("go");
        var plan = host.Plan("sh", "-c", "git worktree list | wc -l >&2; echo >ready; read x <go; mkdir -p .git/worktrees/evil && exit 5; exit 6");
        await using var bottle = (SandboxBottle)await host.LaunchAsync(plan with { Streams = host.Silent });
        await bottle.StartAsync();
        await host.ReadPipeAsync("ready");
        var worktrees = Path.Combine(host.Project, ".git/worktrees");
        using var watch = new MountWatch(bottle.InitPid, new MaskSet([worktrees], [], []));
        using var end = Processes.OpenHandle(bottle.InitPid);

        await host.OnHostAsync(Git, "worktree", "remove", "../beside"); // the last one: git removes the folder
        Assert.That(watch.AwaitBuilt(end), Is.Null, "what is there now is read-only");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "go"), "\n");
        var exit = await bottle.WaitAsync();
        Assert.That((exit.Code, exit.Notices.Count), Is.EqualTo((6, 1)), string.Join('\n', exit.Notices));
    }

    [Test]
    public async Task A_mask_that_cannot_be_put_back_ends_the_bottle()
    {
        using var host = new BottleHost();
        File.WriteAllText(Path.Combine(host.Project, ".envrc"), "");
        await using var bottle = await host.LaunchAsync(host.Plan("sleep", "60"));
        await bottle.StartAsync();

        File.Delete(Path.Combine(host.Project, ".envrc"));

        var exit = await bottle.WaitAsync();
        Assert.That((exit.Code, exit.AgentRan, exit.Breach), Is.EqualTo((137, true, Path.Combine(host.Project, ".envrc"))));
    }
}
