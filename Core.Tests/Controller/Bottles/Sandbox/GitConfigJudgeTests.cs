using System.Text;
using BotBottle.Controller.Folders;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>Finds the git settings that run, include or lead to something, as the host's git reads them.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class GitConfigJudgeTests
{
    private const string Before =
        "[core]\n\tbare = false\n\thooksPath = .githooks\n[user]\n\tname = a\n[remote \"origin\"]\n\turl = https://example.com/x.git\n";

    private static readonly GitConfigReader Reader = new("/usr/bin/git");
    private static readonly GitConfigJudge Judge = new(["/work/project"], "/work/project");

    [TestCase("[core] fsmonitor = x", "core.fsmonitor")]
    [TestCase("[CORE] FSMonitor", "core.fsmonitor")]
    [TestCase("[user] name = x\n[a \"]\"] [core]\nsshCommand = x", "core.sshcommand")]
    [TestCase("[core]\nhooksPath = other", "core.hookspath")]
    [TestCase("[core]\npager = x", "core.pager")]
    [TestCase("[core]\neditor = x", "core.editor")]
    [TestCase("[core]\nattributesFile = x", "core.attributesfile")]
    [TestCase("[core]\nworktree = /", "core.worktree")]
    [TestCase("[include]\npath = x", "include.path")]
    [TestCase("[includeIf \"gitdir:/\"]\npath = x", "includeif.gitdir:/.path")]
    [TestCase("[filter \"x\"]\nclean = x", "filter.x.clean")]
    [TestCase("[diff \"x\"]\ntextconv = x", "diff.x.textconv")]
    [TestCase("[diff]\nexternal = x", "diff.external")]
    [TestCase("[merge \"x\"]\ndriver = x", "merge.x.driver")]
    [TestCase("[mergetool \"x\"]\ncmd = x", "mergetool.x.cmd")]
    [TestCase("[alias]\nst = !x", "alias.st")]
    [TestCase("[alias]\nst = status", "alias.st")]
    [TestCase("[credential]\nhelper = x", "credential.helper")]
    [TestCase("[gpg]\nprogram = x", "gpg.program")]
    [TestCase("[gpg \"ssh\"]\nprogram = x", "gpg.ssh.program")]
    [TestCase("[sequence]\neditor = x", "sequence.editor")]
    [TestCase("[protocol \"ext\"]\nallow = always", "protocol.ext.allow")]
    [TestCase("[url \"x\"]\ninsteadOf = https://", "url.x.insteadof")]
    [TestCase("[gc]\nrecentObjectsHook = x", "gc.recentobjectshook")]
    [TestCase("[uploadpack]\npackObjectsHook = x", "uploadpack.packobjectshook")]
    [TestCase("[trailer \"x\"]\ncmd = x", "trailer.x.cmd")]
    [TestCase("[pager]\nlog = x", "pager.log")]
    [TestCase("[interactive]\ndiffFilter = x", "interactive.difffilter")]
    [TestCase("[submodule \"x\"]\nupdate = !x", "submodule.x.update")]
    [TestCase("[sendemail]\nsmtpServer = /x", "sendemail.smtpserver")]
    [TestCase("[some]\nfutureHook = x", "some.futurehook")]
    [TestCase("[remote \"origin\"]\nuploadpack = x", "remote.origin.uploadpack")]
    [TestCase("[remote \"x\"]\nurl = ./evil", "remote.x.url")]
    [TestCase("[remote \"x\"]\nurl = ../project/evil", "remote.x.url")]
    [TestCase("[remote \"x\"]\nurl = file:///work/project/evil", "remote.x.url")]
    [TestCase("[remote \"x\"]\nurl = ext::sh -c x", "remote.x.url")]
    [TestCase("[remote \"x\"]\nurl = -oProxyCommand=x", "remote.x.url")]
    [TestCase("[remote \"x\"]\nurl = ssh://-oProxyCommand=x/y", "remote.x.url")]
    [TestCase("[branch \"main\"]\nremote = evil", "branch.main.remote")]
    [TestCase("[branch \"main\"]\nremote = ../elsewhere", "branch.main.remote")]
    [TestCase("[branch \"main\"]\npushRemote = file:///work/project/evil", "branch.main.pushremote")]
    [TestCase("[branch \"main\"]\nremote = ext::sh -c x", "branch.main.remote")]
    [TestCase("[remote]\npushDefault = ssh://-oProxyCommand=x/y", "remote.pushdefault")]
    [TestCase("[branch \"main\"]\nmergeOptions = -s evil", "branch.main.mergeoptions")]
    [TestCase("[lfs \"customtransfer.x\"]\npath = x", "lfs.customtransfer.x.path")]
    public void Settings_that_run_programs_or_lead_elsewhere_are_named(string added, string name) => Assert.That(Offence(Before + added), Is.EqualTo(name));

    [TestCase("[user]\nname = b\nemail = b@b")]
    [TestCase("[branch \"next\"]\nremote = origin\nmerge = refs/heads/next\nvscode-merge-base = origin/main")]
    [TestCase("[branch \"pr\"]\nremote = https://example.com/fork/x.git\npushRemote = git@example.com:fork/x.git\nmerge = refs/heads/fix")]
    [TestCase("[branch \"next\"]\nremote = .\nmerge = refs/heads/main")]
    [TestCase("[remote \"fork\"]\nurl = git@example.com:me/x.git\nfetch = +refs/heads/*:refs/remotes/fork/*\ngh-resolved = base")]
    [TestCase("[remote \"mirror\"]\nurl = /srv/git/x.git")]
    [TestCase("[remote \"beside\"]\nurl = ../other")]
    [TestCase("[lfs \"https://example.com/x.git/info/lfs\"]\nlocksverify = false\n[lfs]\nrepositoryformatversion = 0")]
    [TestCase("[pull]\nrebase = true\n[push]\nautoSetupRemote = true\n[color]\nui = auto\n[core]\nautocrlf = input\n[extensions]\nworktreeConfig = true")]
    [TestCase("")]
    public void Harmless_settings_are_not_named(string added) => Assert.That(Offence(Before + added), Is.Null);

    [TestCase("[core]\nhooksPath = a\nhooksPath = b\n", "[core]\nhooksPath = b\nhooksPath = a\n", "core.hookspath")]
    [TestCase("[core]\nhooksPath = a\nhooksPath = b\n", "[core]\nhooksPath = a\n", null)]
    public void A_reordered_setting_is_new_and_a_removed_one_is_not(string before, string now, string? name) =>
        Assert.That(Judge.Offence(Read(before)!, Read(now)!), Is.EqualTo(name));

    [Test]
    public void A_text_that_git_rejects_has_no_settings() => Assert.That(Read("[core\nx"), Is.Null);

    private static string? Offence(string now) => Judge.Offence(Read(Before)!, Read(now)!);

    private static IReadOnlyList<KeyValuePair<string, string>>? Read(string text) => Reader.Read(Encoding.UTF8.GetBytes(text));
}
