using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;

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
