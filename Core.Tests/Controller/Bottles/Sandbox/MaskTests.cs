using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>Masks over files that the host later executes, while the host changes the files below them.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class MaskTests
{
    private const string Git = "/usr/bin/git";

    [Test]
    public async Task A_mask_removed_by_the_host_is_restored()
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
        Assert.That(watch.AwaitBuilt(end), Is.Null, "the mask is restored");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "go"), "\n");
        var exit = await bottle.WaitAsync();

        Assert.That(exit.Code, Is.EqualTo(6));
        Assert.That(exit.Notices.Single(), Does.Contain(".git/config").And.Contain("protected again"));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, ".git/config")), Does.Contain("name = host").And.Not.Contain("evil"),
            $"{string.Join('\n', exit.Notices)}\n{string.Join('\n', exit.Breaches)}");
    }

    /// <summary>The machine's timing decides whether the agent can write in between. In any case nothing of it stays, and a write is reported.</summary>
    [Test]
    public async Task Settings_that_the_agent_writes_without_the_mask_do_not_stay_in_the_config()
    {
        using var host = new BottleHost();
        List<FolderBreach> told = [];
        await using var bottle = await StartInRepositoryAsync(host, "x=$(cat evil); while :; do echo \"$x\" >>.git/config; done 2>/dev/null", told);
        for (int i = 0; i < 20 && told.Count == 0; i++)
        {
            await ReplaceAsync(host, bottle, "user.name", $"value{i}");
        }

        await bottle.KillAsync();
        var exit = await bottle.WaitAsync();
        string config = Path.Combine(host.Project, ".git/config");
        Assert.That(await File.ReadAllTextAsync(config), Does.Contain("email = h@h").And.Not.Contain("fsmonitor"));
        Assert.That(told.Select(breach => breach.Message), Is.All.StartsWith($"{config} got the setting core.fsmonitor while"));
        Assert.That((exit.Breach, exit.Breaches), Is.EqualTo(((string?)null, told)), string.Join('\n', exit.Notices));
    }

    /// <summary>The operator's own setting cannot be distinguished from the agent's.</summary>
    [Test]
    public async Task A_config_setting_that_runs_a_program_is_removed()
    {
        using var host = new BottleHost();
        List<FolderBreach> told = [];
        await using var bottle = await StartInRepositoryAsync(host, "sleep 600", told);
        await ReplaceAsync(host, bottle, "user.name", "value");
        await ReplaceAsync(host, bottle, "core.pager", "evil");

        await bottle.KillAsync();
        var exit = await bottle.WaitAsync();
        string config = Path.Combine(host.Project, ".git/config");
        Assert.That(await File.ReadAllTextAsync(config), Does.Contain("email = h@h").And.Contain("name = value").And.Not.Contain("pager"));
        Assert.That((await host.OnHostAsync(Git, "config", "user.email")).Output, Is.EqualTo("h@h\n"));
        Assert.That(told.Single().Message, Does.StartWith($"{config} got the setting core.pager while").And.Contain("set it again when the run is over"));
        Assert.That(exit.Breaches, Is.EqualTo(told));
    }

    /// <summary>A mount is removed, and poll reports it, before a rename or removal is complete; the path then still shows the old file.</summary>
    [Test]
    public async Task The_last_config_that_the_host_wrote_stays()
    {
        using var host = new BottleHost();
        await using var bottle = await StartInRepositoryAsync(host, "sleep 600", []);
        for (int i = 0; i < 30; i++)
        {
            await ReplaceAsync(host, bottle, "user.name", $"value{i}");
            Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Project, ".git/config")), Does.Contain($"name = value{i}\n"));
        }
    }

    [Test]
    public void A_file_created_during_a_replacement_is_kept()
    {
        using var host = new BottleHost();
        string path = Path.Combine(host.Project, "config"), other = Path.Combine(host.Project, "other");
        File.WriteAllText(path, "old");
        using var old = File.OpenRead(path);
        string[] coming = ["second", "third"];
        int calls = 0;
        FileReplacement.Replace(path, 100, text =>
        {
            if (calls < coming.Length)
            {
                File.WriteAllText(other, coming[calls]);
                File.Move(other, path, overwrite: true);
            }

            calls++;
            return [.. text, (byte)'!'];
        });
        Assert.That((File.ReadAllText(path), calls), Is.EqualTo(("third!", 3)));
        Assert.That(Directory.GetFileSystemEntries(host.Project), Is.EqualTo(new[] { path }), "nothing remains");
    }

    [Test]
    public void A_link_created_during_a_replacement_is_refused_and_kept()
    {
        using var host = new BottleHost();
        string path = Path.Combine(host.Project, "config");
        File.WriteAllText(path, "old");
        Assert.That(() => FileReplacement.Replace(path, 100, text =>
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, "/etc/passwd");
            return text;
        }), Throws.InstanceOf<IOException>());
        Assert.That(new FileInfo(path).LinkTarget, Is.EqualTo("/etc/passwd"));
        Assert.That(Directory.GetFileSystemEntries(host.Project), Is.EqualTo(new[] { path }));
    }

    [Test]
    public async Task A_config_opened_without_the_mask_is_a_different_file_afterwards()
    {
        using var host = new BottleHost();
        await using var bottle = await StartInRepositoryAsync(host, "sleep 600", []);
        string config = Path.Combine(host.Project, ".git/config");
        string next = Path.Combine(host.Project, "next");
        File.Copy(config, next);
        using var opened =
            new FileStream(next, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete); // as a fast enough agent would have it
        using var watch = new MountWatch(bottle.InitPid, new MaskSet([config], [], []));
        using var end = Processes.OpenHandle(bottle.InitPid);
        Assert.That(watch.AwaitBuilt(end), Is.Null);
        File.Move(next, config, overwrite: true);
        Polling.Wait([(watch.Table, Polling.Urgent)], 5000);
        Assert.That(watch.AwaitBuilt(end), Is.Null, "the mask is restored");

        opened.Write("[core]\n\tfsmonitor = touch /tmp/evil\n"u8);
        opened.Flush();
        await bottle.KillAsync();
        var exit = await bottle.WaitAsync();
        Assert.That(await File.ReadAllTextAsync(config), Does.Contain("email = h@h").And.Not.Contain("fsmonitor"));
        Assert.That(exit.Breaches, Is.Empty);
    }

    private static async Task<SandboxBottle> StartInRepositoryAsync(BottleHost host, string script, List<FolderBreach> told)
    {
        await host.OnHostAsync(Git, "init", "-q");
        await host.OnHostAsync(Git, "config", "user.email", "h@h");
        host.MakePipe("ready");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "evil"), "[core]\n\tfsmonitor = touch /tmp/evil\n");
        var bottle = (SandboxBottle)await host.LaunchAsync(
            host.Plan("sh", "-c", $"echo >ready; {script}") with { Streams = host.Silent, OnBreach = BreachPolicy.Warn, TellBreach = told.Add });
        await bottle.StartAsync();
        await host.ReadPipeAsync("ready");
        return bottle;
    }

    /// <summary>Changes a setting with the host's git and waits until the mask is restored.</summary>
    private static async Task ReplaceAsync(BottleHost host, SandboxBottle bottle, string name, string value)
    {
        using var watch = new MountWatch(bottle.InitPid, new MaskSet([Path.Combine(host.Project, ".git/config")], [], []));
        using var end = Processes.OpenHandle(bottle.InitPid);
        Assert.That(watch.AwaitBuilt(end), Is.Null);
        await host.OnHostAsync(Git, "config", name, value);
        Polling.Wait([(watch.Table, Polling.Urgent)], 5000);
        Assert.That(watch.AwaitBuilt(end), Is.Null, "the mask is restored");
    }

    [Test]
    public async Task A_worktrees_folder_that_the_host_removes_stays_closed_to_the_agent()
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
        Assert.That(watch.AwaitBuilt(end), Is.Null, "the present files are read-only");
        await File.WriteAllTextAsync(Path.Combine(host.Project, "go"), "\n");
        var exit = await bottle.WaitAsync();
        Assert.That((exit.Code, exit.Notices.Count), Is.EqualTo((6, 1)), string.Join('\n', exit.Notices));
    }

    [Test]
    public async Task A_mask_that_cannot_be_restored_ends_the_bottle()
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
