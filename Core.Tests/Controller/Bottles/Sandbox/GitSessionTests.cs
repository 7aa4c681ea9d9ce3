using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>Daily work with git in a repository of the host either works or prints the reason and what to do.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class GitSessionTests
{
    private const string Git = "/usr/bin/git";

    /// <summary>Each line runs separately and is followed by its exit code.</summary>
    private const string Session = """
        git status --short
        echo one >one; git add one; git commit -qm one
        git switch -qc topic origin/topic
        echo two >two; git add -A; git commit -qm two
        git commit -q --amend -m 'two, amended'
        echo three >>two; git stash -q; git stash pop -q
        git commit -qam three
        git checkout -q main
        git merge -q --no-edit topic
        git branch side HEAD~1
        git switch -q side; echo s >s; git add s; git commit -qm side
        git rebase -q main
        git tag v1; git tag -a -m release v2
        git fetch -q origin
        git pull -q --no-rebase origin main
        git push -q origin side:refs/heads/side
        git worktree add -q ../project/tree -b tree
        git -C tree commit -q --allow-empty -m 'in a tree'
        git worktree add -q .claude/worktrees/agent -b agent
        git -C .claude/worktrees/agent commit -q --allow-empty -m 'in an agent tree'
        git worktree remove tree
        git reset -q --hard HEAD~1; echo r >r; git add r; git commit -qm r; git revert --no-edit HEAD >/dev/null
        git log --format=%an%ae -1
        git config --global alias.hello '!echo hi'; git hello
        git clone -q . /tmp/work; git -C /tmp/work config x.y z; git -C /tmp/work push -q origin HEAD:refs/heads/from-clone
        git -c user.name=other commit -q --allow-empty -m other
        git gc -q
        git fsck --no-dangling 2>/dev/null
        git config --get no.such; [ $? = 1 ]
        """;

    [Test]
    public async Task A_session_works_in_a_repository_that_requires_signatures()
    {
        using var host = new BottleHost();
        await PrepareAsync(host);
        string script = string.Join(
            '\n', Session.Split('\n').Select(line => $"( {line} ) >>log 2>&1 || echo \"FAILED $?: {line.Replace("\"", "'", StringComparison.Ordinal)}\""));
        var (_, output) = await host.RunAsync($"echo log >>.git/info/exclude; echo out >>.git/info/exclude\n{script}\ncat log",
            plan => plan with { GitUser = ("A Person", "person@example.com"), Shares = Upstream(host) });

        Assert.That(output, Does.Not.Contain("FAILED").And.Not.Contain("could not").And.Not.Contain("bot-bottle:"), output);
        Assert.That(output, Does.Contain("A Personperson@example.com\n").And.Contain("hi\n"), output);
        string branches = (await host.OnHostAsync(Git, "branch", "--format=%(refname:short) %(contents:subject)")).Output;
        Assert.That(
            branches, Does.Contain("agent in an agent tree\n").And.Contain("tree in a tree\n").And.Contain("from-clone ").And.Contain("side other"), branches);
        Assert.That((await host.OnHostAsync(Git, "config", "commit.gpgSign")).Output, Is.EqualTo("true\n"));
        Assert.That(Directory.Exists(Path.Combine(host.Project, ".git/worktrees")), Is.False, "git on the host knows nothing of the bottle's worktrees");
        Assert.That((await host.OnHostAsync(Git, "fsck")).Code, Is.Zero);
    }

    [TestCase("git config x.y z", 4, "git config --global")]
    [TestCase("git remote add more /tmp/x", 128, "git fetch URL BRANCH")]
    [TestCase("git -C . remote set-url origin x", 128, "git fetch URL BRANCH")]
    [TestCase("git push -q -u origin HEAD:refs/heads/new", 0, "The rest was done")]
    [TestCase("git branch --set-upstream-to origin/topic", 0, "git pull origin main")]
    [TestCase("git switch -q -c x --track origin/topic", 0, "The rest was done")]
    [TestCase("git branch -m main trunk", 128, "renamed")]
    [TestCase("git branch -D other", 0, "The branch itself was deleted")]
    [TestCase("git sparse-checkout set a", 1, "git clone . /tmp/work")]
    [TestCase("git -c protocol.file.allow=always submodule add ../upstream sub", 128, "git clone . /tmp/work")]
    [TestCase("git commit -q --allow-empty -S -m x", 128, "no signing key")]
    [TestCase("git tag -s -m x v1", 0, "no signing key")]
    [TestCase("git -c gpg.format=openpgp tag -s -m x v1", 128, "no signing key")]
    [TestCase("cd /; git --git-dir=\"$OLDPWD/.git\" config x.y z", 4, "git config --global")]
    public async Task A_refused_change_of_the_git_config_is_explained_in_one_line(string command, int code, string advice)
    {
        using var host = new BottleHost();
        await PrepareAsync(host);
        await host.OnHostAsync(Git, "branch", "-q", "other");
        string before = File.ReadAllText(Path.Combine(host.Project, ".git/config"));
        var (got, output) = await host.RunAsync(command, plan => plan with { GitUser = ("a", "a@b"), Shares = Upstream(host) });
        string[] ours = [.. output.Split('\n').Where(line => line.StartsWith("bot-bottle: ", StringComparison.Ordinal))];
        Assert.That((got, ours.Length), Is.EqualTo((code, 1)), output);
        Assert.That(ours[0], Does.Contain(advice));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, ".git/config")), Is.EqualTo(before));
    }

    [Test]
    public async Task Everything_else_works_as_with_git_on_the_host()
    {
        using var host = new BottleHost();
        await PrepareAsync(host);
        var (code, output) = await host.RunAsync(
            """
            printf 'stdin\n' | git hash-object --stdin -w >/dev/null && echo stored
            (git config x.y z; echo $?) 2>/dev/null
            git -C / status 2>&1 | head -1
            git remote add origin x; echo $?
            rm -f /run/bot-bottle/bin/git 2>/dev/null; git --version | cut -c1-12
            git no-such 2>&1 | head -1
            PATH=/usr/bin git config a.b c 2>&1 | grep -c bot-bottle:
            exec git cat-file -t HEAD
            """);
        Assert.That(
            output, Is.EqualTo(
                "stored\n4\nfatal: not a git repository (or any of the parent directories): .git\nerror: remote origin already exists.\n3\ngit version \ngit: "
                    + "'no-such' is not a git command. See 'git --help'.\n0\ncommit\n"), output);
        Assert.That(code, Is.Zero);
    }

    [Test]
    public async Task Worktrees_of_the_host_are_visible_but_cannot_be_changed()
    {
        using var host = new BottleHost();
        await PrepareAsync(host);
        string beside = Path.Combine(host.Home, "beside");
        await host.OnHostAsync(Git, "worktree", "add", "-q", "-b", "beside", beside);
        string before = File.ReadAllText(Path.Combine(host.Project, ".git/worktrees/beside/commondir"));
        var plan = host.Plan("sh", "-c", """
            git switch -q beside && exit 3
            echo /tmp/evil >.git/worktrees/beside/commondir; rm -rf .git/worktrees/beside/*; mkdir .git/worktrees/new
            mv .git/worktrees .git/other && exit 4
            git worktree add -q mine && git -C mine commit -q --allow-empty -m mine
            """);
        await using var bottle = await host.LaunchAsync(plan with { GitUser = ("a", "a@b") });
        await bottle.StartAsync();
        var exit = await bottle.WaitAsync();
        Assert.That(exit.Code, Is.Zero);
        Assert.That(exit.Left.Single(), Does.StartWith($"{host.Project}/mine is a worktree that the agent made").And.Contain($"rm -r {host.Project}/mine"));
        Assert.That(
            Directory.EnumerateFileSystemEntries(Path.Combine(host.Project, ".git/worktrees")).Select(Path.GetFileName), Is.EqualTo((string[])["beside"]));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, ".git/worktrees/beside/commondir")), Is.EqualTo(before));
        Assert.That((await host.OnHostAsyncIn(beside, Git, "status", "--short")).Output, Is.Empty);
        var inTree = await host.OnHostAsyncIn(Path.Combine(host.Project, "mine"), Git, "status");
        Assert.That((inTree.Code, inTree.Output), Is.EqualTo((128, inTree.Output)));
        Assert.That(inTree.Output, Does.StartWith("fatal: not a git repository"));
    }

    private static Share[] Upstream(BottleHost host) => [new(Path.Combine(host.Home, "upstream"), ReadOnly: false)];

    /// <summary>A clone whose config requires signatures with a key that no bottle has.</summary>
    private static async Task PrepareAsync(BottleHost host)
    {
        string script = """
            set -e
            git init -q -b main ../upstream; cd ../upstream; git config receive.denyCurrentBranch ignore
            git -c user.name=h -c user.email=h@h commit -q --allow-empty -m zero; git branch topic; cd ../project
            git clone -q ../upstream .
            git config commit.gpgSign true; git config tag.gpgSign true; git config gpg.format ssh; git config user.signingKey ~/.ssh/none.pub
            """;
        var (code, output) = await host.OnHostAsync("/bin/sh", "-c", script);
        Assert.That(code, Is.Zero, output);
    }
}
