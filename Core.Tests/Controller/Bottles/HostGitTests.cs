using System.Runtime.Versioning;
using BotBottle.Controller.Folders;

namespace BotBottle.Core.Tests.Controller.Bottles;

/// <summary>The operator's name and email are read with git in a folder that an agent may have written.</summary>
[Parallelizable(ParallelScope.All), SupportedOSPlatform("linux")]
public sealed class HostGitTests
{
    [Test]
    public async Task The_operators_settings_apply_as_in_that_folder()
    {
        using var host = new BottleHost();
        Settle(host, "[user]\n\tname = \"Ann \\\"A\\\" Ö\"\n\temail = ann@home\n[includeIf \"gitdir:~/project/\"]\n\tpath = work\n");
        File.WriteAllText(Path.Combine(host.Home, "work"), "[user]\n\temail = ann@work\n");
        Assert.That(Identity(host), Is.EqualTo(("Ann \"A\" Ö", "ann@home")));
        await host.OnHostAsync("/usr/bin/git", "init", "-q");
        await host.OnHostAsync("/usr/bin/git", "config", "user.name", "of the repository, which git in the bottle reads itself");
        Assert.That(Identity(host), Is.EqualTo(("Ann \"A\" Ö", "ann@work")));
    }

    [TestCase("[user]\n\tname = x\\ny\n\temail = \"\"\n")]
    [TestCase("")]
    [TestCase("[broken")]
    public void An_identity_that_git_cannot_use_is_left_out(string config)
    {
        using var host = new BottleHost();
        Settle(host, config);
        Assert.That(Identity(host), Is.EqualTo(((string?)null, (string?)null)));
    }

    [TestCase("[core]\n\tfsmonitor = touch evil\n\tpager = touch evil\n\thooksPath = .\n[alias]\n\tconfig = !touch evil\n[user]\n\tname = evil\n[pager]\n"
        + "\tconfig = touch evil\n")]
    [TestCase("[include]\n\tpath = ../pipe\n")]
    [TestCase("[include]\n\tpath = /dev/zero\n")]
    [TestCase("[core\n")]
    public async Task An_agents_repository_runs_nothing_and_changes_no_identity(string config)
    {
        using var host = new BottleHost();
        Settle(host, "[user]\n\tname = Ann\n\temail = ann@home\n");
        await host.OnHostAsync("/usr/bin/git", "init", "-q");
        File.AppendAllText(Path.Combine(host.Project, ".git/config"), config);
        host.MakePipe("pipe");
        File.WriteAllText(Path.Combine(host.Project, "git"), "#!/bin/sh\ntouch evil\n");
        File.SetUnixFileMode(Path.Combine(host.Project, "git"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(Path.Combine(host.Home, "bin"), host.Project);
        Assert.That(Identity(host, $"{host.Project}:{host.Home}/bin:/usr/bin"), Is.EqualTo(("Ann", "ann@home")));
        Assert.That(Directory.EnumerateFiles(host.Root, "evil", SearchOption.AllDirectories), Is.Empty);
    }

    private static void Settle(BottleHost host, string config) => File.WriteAllText(Path.Combine(host.Home, ".gitconfig"), config);

    private static (string? Name, string? Email) Identity(BottleHost host, string path = "/usr/bin")
    {
        HostGit git = new(new Dictionary<string, string> { ["HOME"] = host.Home, ["PATH"] = path, ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_DIR"] = "/nowhere" },
            host.Project, [host.Project], _ => { });
        return git.Identity();
    }
}
