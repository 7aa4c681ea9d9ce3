using BotBottle.Controller.Workspaces;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>What of a clone the host's repository does not have.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class UntakenWorkTests
{
    // The agent's path of the clone is the repository's.
    private const string Elsewhere =
        "sed -i \"s|$PWD|${GIT_ALTERNATE_OBJECT_DIRECTORIES%/.git/objects}|\" .git/worktrees/*/gitdir out/w/.git";

    private const string Commit = "git add -A && git commit -qm more";

    [TestCase("", "")]
    [TestCase("echo more >> a; " + Commit, "branch main")]
    [TestCase("git checkout -qb feature; echo more >> a; " + Commit + "; git checkout -q main", "branch feature")]
    [TestCase("git checkout -q --detach; echo more >> a; " + Commit, "the commit of HEAD", Category = "Long")]
    [TestCase("echo more >> a; " + Commit + "; git tag t; git reset -q --hard HEAD~1; git checkout -q -- . ; echo changed >> a; echo u > u",
        "tag t")]
    [TestCase("git branch same; git tag same; git checkout -q same", "", Category = "Long")]
    [TestCase("echo more >> a; git stash -qu; echo changed >> a; echo u > u", "a stash")]
    [TestCase("echo more >> a; git stash -qu; git stash apply -q", "a stash, files that are not committed", Category = "Long")]
    [TestCase("git tag -a -m t t main", "tag t", Category = "Long")]
    [TestCase("git tag -a -m t t $(git commit-tree -p HEAD -m x HEAD^{tree}); git tag -a -m n n t; git tag -d t", "tag n", Category = "Long")]
    [TestCase("git update-index --assume-unchanged d/b; echo more >> d/b", "files that are not committed")]
    [TestCase("git config advice.updateSparsePath false; mkdir in; echo x > in/x; git sparse-checkout set --cone in; mkdir -p out d; echo x > out/x; "
        + "echo changed > d/b", "files that are not committed")]
    [TestCase("mkdir in; git sparse-checkout set --cone in", "", Category = "Long")]
    [TestCase("git notes add -m note", "refs/notes/commits")]
    [TestCase("git update-ref refs/save/before $(git commit-tree -p HEAD -m x HEAD^{tree})", "refs/save/before", Category = "Long")]
    [TestCase("echo out > .git/info/exclude; git worktree add -q --detach out/w; git -C out/w commit -q --allow-empty -m w; " + Elsewhere,
        "commits of further worktrees")]
    [TestCase("echo out > .git/info/exclude; git worktree add -q --detach out/w; " + Elsewhere, "", Category = "Long")]
    [TestCase("echo more >> a", "files that are not committed")]
    [TestCase("rm u", "files that are not committed", Category = "Long")]
    [TestCase("echo more > ignored; git config core.fsmonitor true; echo ignored >> .git/info/exclude", "")]
    public async Task Branches_and_files_that_the_host_lacks_are_named(string agent, string named)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo changed >> a; echo u > u");
        await site.AgentAsync(agent);
        Assert.That(string.Join(", ", Find(site)), Is.EqualTo(named));
        if (named.Length > 0)
        {
            site.Take();
            Assert.That(Find(site), Is.Empty, "it is taken");
        }

        Assert.That(Directory.Exists(Path.Combine(site.RunFolder, "look")), Is.False);
    }

    [Test]
    public async Task A_branch_whose_commit_the_owner_removed_hides_no_other()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync($"git checkout -qb aaa; echo b > b; {Commit}; git checkout -q main");
        await site.AgentAsync($"git checkout -qb work; echo w > w; {Commit}; git checkout -q main; git tag -a -m t t work; git notes add -m n work");
        await site.OwnerAsync("git branch -qD aaa; git reflog expire --expire=now --all; git gc -q --prune=now");
        Assert.That(Find(site), Is.EquivalentTo(new[] { "branch work", "tag t", "refs/notes/commits" }));
    }

    [Test]
    public async Task Work_that_came_by_another_way_is_there_too()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo changed >> a");
        await site.AgentAsync($"echo more >> a; {Commit}; echo new > new");
        site.Take();
        await site.OwnerAsync("git checkout -q -- a; git merge -q refs/bottle/run1/heads/main; echo new > new; git update-ref -d refs/bottle/run1/uncommitted; "
            + "git update-ref -d refs/bottle/run1/heads/main; git update-ref -d refs/bottle/run1/HEAD");
        Assert.That(Find(site), Is.Empty);
        await site.OwnerAsync("git reset -q --hard HEAD~1; git reflog expire --expire=now --all");
        Assert.That(Find(site), Is.EqualTo(new[] { "branch main", "files that are not committed" }));
    }

    [Test]
    public async Task Uncommitted_files_of_further_worktrees_count()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo .claude > .git/info/exclude");
        // The agent's path of the clone is the repository's.
        await site.AgentAsync(
            "git worktree add -q .claude/worktrees/w; git worktree add -q .claude/worktrees/clean; "
                + $"sed -i 's|{site.Work}|{site.Repository}|' .git/worktrees/*/gitdir .claude/worktrees/*/.git; echo x > .claude/worktrees/w/x");
        Assert.That(Left(site).Beyond, Is.EqualTo(new[] { "files that are not committed in 1 further worktree" }));
    }

    [TestCase("", "")]
    [TestCase("mkdir app; cd app; git init -q; echo x > x", "app")]
    [TestCase("mkdir app; cd app; git init -q; echo x > x; git add x; git -c user.name=a -c user.email=a commit -qm x; cd ..; git add app 2>/dev/null; "
        + "git commit -qm app", "app", Category = "Long")]
    [TestCase("cd sub; echo y > y", "sub")]
    [TestCase("cd sub; echo y > y; git add y; git -c user.name=a -c user.email=a commit -qm y", "sub", Category = "Long")]
    [TestCase("mkdir 'a\\nb'; cd 'a\\nb'; git init -q; echo x > x", "a\\nb", Category = "Long")]
    [TestCase("n=$(printf 'a\\nb'); mkdir \"$n\"; cd \"$n\"; git init -q; echo x > x", "a?b")]
    [TestCase("mkdir -p out/x; cd out/x; git init -q; echo x > x", "", Category = "Long")]
    [TestCase("git rm -q --cached sub; rm -rf sub", "")]
    public async Task Repositories_inside_that_are_not_as_they_were_are_named(string agent, string named)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "echo out > .git/info/exclude; git init -q sub; (cd sub; echo s > s; git add .; git -c user.name=o -c user.email=o@o.test commit -qm sub); "
                + "git add sub 2>/dev/null; git commit -qm sub");
        // The agent's path of the clone is the repository's; in it the submodule finds its objects.
        await site.AgentAsync($"export GIT_ALTERNATE_OBJECT_DIRECTORIES='{site.Repository}/.git/objects:{site.Repository}/sub/.git/objects'; {agent}");
        Assert.That(Left(site).Beyond, Is.EqualTo(named.Length == 0 ? Array.Empty<string>() : [$"the repository in {named}"]));
    }

    [Test]
    public async Task The_look_at_the_hosts_files_runs_nothing_that_an_agent_may_have_planted()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "git init -q sub; cd sub; echo s > s; git add .; git -c user.name=o -c user.email=o@o.test commit -qm sub; cd ..; git add sub 2>/dev/null; "
                + "git commit -qm sub; echo t > sub/s; touch -d 1999-01-01 sub/s a; for r in . sub; do "
                + "git -C $r config core.fsmonitor \"touch $PWD/../canary\"; "
                + "git -C $r config filter.f$r.clean \"touch $PWD/../canary; cat\"; echo \"* filter=f$r\" > $r/.git/info/attributes; done");
        await site.AgentAsync("echo more >> a");
        Assert.That(Find(site), Is.EqualTo(new[] { "files that are not committed" }));
        Assert.That(File.Exists(site.Canary), Is.False);
    }

    [Test]
    public async Task A_clone_that_git_cannot_read_is_an_error()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync("rm .git/HEAD; mkfifo .git/HEAD");
        Assert.That(() => Find(site), Throws.TypeOf<WorkspaceException>().With.Message.Contains("is a pipe"));
        Directory.Delete(site.Work, recursive: true);
        Assert.That(Find(site), Is.Empty);
    }

    [Test]
    public async Task Ignored_files_are_named_apart_and_an_empty_folder_names_its_own()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo '*.log\nout/' > .git/info/exclude");
        await site.AgentAsync("echo x > x.log; mkdir out; echo x > out/y; echo x > 'ünï.log'");
        LeftWork left = Left(site);
        Assert.That((string.Join(", ", left.Parts), string.Join(", ", left.Ignored)), Is.EqualTo(("", "out, x.log, ünï.log")));
        KeptWorkspace folder = new(site.Repository, [], null, []);
        Assert.That(new UntakenWork(WorkspaceMaker.Git()).Find(folder, site.RunFolder).Parts, Is.EqualTo(new[] { ".git", "a", "d", "out", "x.log", "1 more" }));
    }

    private static IReadOnlyList<string> Find(WorkspaceSite site) => Left(site).Parts;

    private static LeftWork Left(WorkspaceSite site) => new UntakenWork(WorkspaceMaker.Git()).Find(KeptWorkspace.Read(site.RunFolder)!, site.RunFolder);
}
