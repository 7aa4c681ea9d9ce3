using BotBottle.Controller.Workspaces;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>
/// What an agent may leave in its clone, and what the host does with it. Nothing of the agent's runs on the host (a canary), and what is refused leaves the
/// host's repository as it was.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class WorkTakerTests
{
    private const string Commit = "git add -A && git commit -qm more";

    [TestCaseSource(typeof(HostileWork), nameof(HostileWork.Cases))]
    public async Task Nothing_of_the_agents_runs_on_the_host(string name)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync($"echo more >> a; {Commit}; echo new > new");
        await site.AgentAsync(HostileWork.Named(name).Command + "; rm -f $CANARY");
        try
        {
            site.Take();
        }
        catch (WorkspaceException)
        {
            // Refused is as good: the canary decides.
        }

        await site.OwnerAsync("git status; git log --all --oneline; git diff main refs/bottle/run1/uncommitted || true");
        Assert.That(File.Exists(site.Canary), Is.False);
    }

    [Test]
    public async Task Work_comes_back_as_commits_and_the_rest_as_one_more()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "echo changed >> a; echo untracked > u; git tag t; git branch other; echo s > d/b; git stash -q");
        Assert.That(
            await site.AgentAsync("git stash list | wc -l; git branch --list | wc -l; git tag; cat u; git status --short"),
            Is.EqualTo("1\n2\nt\nuntracked\n?? u"));
        await site.AgentAsync($"git mv d/b d/c; printf '\\0\\1\\2' > binary; printf '#!/bin/sh\\n' > tool; chmod +x tool; {Commit}; git checkout -qb feature; "
            + $"echo f > f; {Commit}; echo rest > rest; rm a");
        string before = await StateAsync(site);
        TakenWork work = site.Take();
        Assert.That(work.Refs.Keys, Is.EquivalentTo([
            "refs/bottle/run1/HEAD", "refs/bottle/run1/heads/main", "refs/bottle/run1/heads/feature", "refs/bottle/run1/start",
            "refs/bottle/run1/uncommitted"]));
        Assert.That(await StateAsync(site), Is.EqualTo(before));
        Assert.That(await site.OwnerAsync("git diff --no-renames --raw main refs/bottle/run1/uncommitted | cut -d' ' -f2,5- | tr '\\t' ' '"), Is.EqualTo(
            "000000 D a\n100644 A binary\n000000 D d/b\n100644 A d/c\n100644 A f\n100644 A rest\n100755 A tool\n100644 A u"));
        Assert.That(await site.OwnerAsync("git fsck --strict 2>&1 | grep -v dangling || true"), Is.Empty);
        string objects = await site.OwnerAsync("git count-objects -v");
        site.Take();
        Assert.That(await site.OwnerAsync("git count-objects -v"), Is.EqualTo(objects), "nothing is new");
    }

    [TestCase("links", "ln -s /etc/passwd l", "leads out")]
    [TestCase("absolute links through a link", "ln -s ${GIT_ALTERNATE_OBJECT_DIRECTORIES%.git/objects}d/../../x l", "leads out")]
    [TestCase("absolute links into the git folder", "ln -s ${GIT_ALTERNATE_OBJECT_DIRECTORIES%.git/objects}.git/hooks l", "leads out", Category = "Long")]
    [TestCase("links up", "ln -s ../x l", "leads out", Category = "Long")]
    [TestCase("links up from a folder", "mkdir -p e/f; ln -s ../../../x e/f/l", "leads out", Category = "Long")]
    [TestCase("links through a link", "ln -s . here; ln -s here/../x l", "leads out")]
    [TestCase("links into the git folder", "mkdir e; ln -s ../.GIT/hooks e/l", "leads out")]
    [TestCase("links through the owner's link", "ln -s out/x l", "l is a link that leads out")]
    [TestCase("links to a link to the owner's link", "mkdir e; ln -s ../d/up/x e/l; ln -s e/l m", "m is a link that leads out", Category = "Long")]
    [TestCase("links with a NUL",
        "t=$(printf '../x\\0y' | git hash-object -w --stdin); git update-index --add --cacheinfo 120000,$t,l; git commit -qm l; "
            + "git update-index --skip-worktree l",
        "l is a link that leads out")]
    [TestCase("links without a target", "t=$(git hash-object -w --stdin < /dev/null); git update-index --add --cacheinfo 120000,$t,l; git commit -qm l; "
        + "git update-index --skip-worktree l", "l is a link that leads out", Category = "Long")]
    [TestCase("links with names that are no UTF-8", "ln -s ../x \"$(printf 'l\\376')\"; echo x > \"$(printf 'l\\377')\"", "is a link that leads out")]
    [TestCase("a repository", "mkdir -p src/refs; echo ref: refs/heads/x > src/HEAD; echo x > src/refs/k", "git takes src for a repository")]
    [TestCase("a repository by its programs", "mkdir e; for f in HEAD objects refs config; do echo x > e/$f; done", "git takes e for a repository",
        Category = "Long")]
    [TestCase("a repository elsewhere", "mkdir e; echo x > e/HEAD; echo ../d > e/commondir", "git takes e for a repository", Category = "Long")]
    [TestCase("a repository of the owner's", "echo x > bare/config", "git takes bare for a repository")]
    [TestCase("names by case", "echo 1 > Name; echo 2 > name", "differ only by case")]
    [TestCase("folders by case", "mkdir P p; echo 1 > P/x; echo 2 > p/y", "differ only by case", Category = "Long")]
    [TestCase("a folder .GIT", "mkdir .GIT; echo x > .GIT/config", "hasDotgit")]
    [TestCase("a folder git~1", "mkdir git~1; echo x > git~1/config", "hasDotgit", Category = "Long")]
    [TestCase("a submodule's option", "printf '[submodule \"s\"]\\n\\tpath = s\\n\\turl = -u./payload\\n' > .gitmodules", "gitmodulesUrl")]
    [TestCase("a submodule's path", "printf '[submodule \"../s\"]\\n\\tpath = s\\n\\turl = ./s\\n' > .gitmodules", "gitmodulesName", Category = "Long")]
    public async Task Odd_names_are_refused_and_named(string what, string command, string named)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "ln -s / out; ln -s ../out/tmp d/up; mkdir -p bare/refs; echo x > bare/HEAD; echo x > bare/refs/k; git add .; git commit -qm links");
        // The agent's git would refuse some of them, so its index takes them without a check.
        await site.AgentAsync($"git config core.protectNTFS false; git config core.protectHFS false; {command}; git add -A -f 2>/dev/null || true; "
            + "find . -path ./.git -prune -o -type f -path '*[Gg][Ii][Tt]*/config' -print | while read f; do f=${f#./}; "
            + "echo \"100644 blob $(git hash-object -w \"$f\")\tconfig\" | git mktree > .git/t; "
            + "(git ls-tree HEAD; echo \"040000 tree $(cat .git/t)\t${f%/config}\") | git mktree > .git/tree; rm -r \"${f%/config}\"; "
            + "git update-ref HEAD $(git commit-tree -p HEAD -m odd $(cat .git/tree)); git reset -q --mixed; done; git commit -qm odd || true");
        string before = await StateAsync(site);
        Assert.That(() => site.Take(), Throws.InstanceOf<WorkspaceException>().With.Message.Contains(named), what);
        Assert.That(await StateAsync(site), Is.EqualTo(before));
    }

    [Test]
    public async Task Refused_names_can_be_taken_as_refs_alone_and_what_git_refuses_cannot()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync($"ln -s /etc/passwd l; {Commit}");
        Assert.That(
            Take(site).Refusals, Is.EqualTo("HEAD, heads/main, uncommitted: l is a link that leads out of the repository's files, to /etc/passwd"));
        Assert.That(await site.OwnerAsync("git show refs/bottle/run1/heads/main:l; git status --short"), Is.EqualTo("/etc/passwd"));
        await site.AgentAsync("printf '[submodule \"s\"]\\n\\tpath = s\\n\\turl = -u./payload\\n' > .gitmodules");
        Assert.That(() => Take(site), Throws.TypeOf<WorkspaceException>().With.Message.Contains("gitmodulesUrl"));

        static TakenWork Take(WorkspaceSite site) =>
            new WorkTaker(WorkspaceMaker.Git()).Take(KeptWorkspace.Read(site.RunFolder)!, site.RunFolder, "run1", evenRefused: true);
    }

    [Test]
    public async Task What_is_refused_keeps_nothing_else_of_the_work_from_the_host()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync($"echo x > x; {Commit}; git checkout -qb odd; ln -s ../.. up; {Commit}; git checkout -q main; ln -s /usr/bin/python3 python");
        ReturnedWork work = site.Return();
        Assert.That(work.Work.Refusals, Is.EqualTo(
            "heads/odd: up is a link that leads out of the repository's files, to ../..; "
                + "uncommitted: python is a link that leads out of the repository's files, to /usr/bin/python3"));
        Assert.That(
            await site.OwnerAsync("git for-each-ref --format='%(refname)' refs/bottle; git cat-file -e $(git rev-parse refs/bottle/run1/HEAD:x)"),
            Is.EqualTo("refs/bottle/run1/HEAD\nrefs/bottle/run1/heads/main"));
        Assert.That(() => work.RequireTaken(work.RefOf("main"), work.RefOf(null)), Throws.Nothing);
        Assert.That(() => work.RequireTaken(work.RefOf("odd")), Throws.TypeOf<RefusedWorkException>());
        Assert.That(() => work.RequireTaken(work.RefOf(null), work.Uncommitted), Throws.TypeOf<RefusedWorkException>());
    }

    // Its filter writes to the output of the shell that packs.
    [TestCase("a line without a name", "# v2 git bundle\\n-\\nnonsense\\n\\n")]
    [TestCase("a short name", "# v2 git bundle\\n0123456789012345678901234567890123456789 x\\n\\n", Category = "Long")]
    [TestCase("no bundle", "nonsense\\n", Category = "Long")]
    public async Task A_forged_pack_is_refused(string what, string text)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        string filter = Path.Combine(site.Work, "filter");
        await File.WriteAllTextAsync(filter, $"#!/bin/sh\nfor o in /proc/1/fd/1 /proc/2/fd/1*; do printf '{text}' > $o; done 2>/dev/null\ncat\n");
        await site.AgentAsync($"chmod +x filter; echo '* filter=f' > .gitattributes; git config filter.f.clean '{site.Repository}/filter'");
        string before = await StateAsync(site);
        Assert.That(
            () => site.Take(), Throws.TypeOf<WorkspaceException>().With.Message.Contains("of an unknown kind").Or.Message.Contains("unknown way"), what);
        Assert.That(await StateAsync(site), Is.EqualTo(before));
    }

    [TestCase("links inside", "mkdir -p e; ln -s ../a e/l; ln -s d m; ln -s missing n")]
    [TestCase("a replaced commit", "echo x > x; git add x; git commit -qm x; git replace HEAD HEAD~1", Category = "Long")]
    [TestCase("a detached HEAD", "echo x > x; git add x; git commit -qm x; git checkout -q --detach; git branch -qD main")]
    [TestCase("an amended history", "git commit -q --amend -m other; echo y > y", Category = "Long")]
    [TestCase("a history without the host's", "git checkout -q --orphan o; git commit -qm o; git branch -qD main")]
    [TestCase("an absolute link inside", "ln -s ${GIT_ALTERNATE_OBJECT_DIRECTORIES%.git/objects}d/b l", Category = "Long")]
    [TestCase("a worktree", "git worktree add -q ../elsewhere 2>/dev/null || git worktree add -q wt; echo y > y")]
    [TestCase("links in a circle", "ln -s l l; ln -s m/x m; ln -s o n; ln -s n o", Category = "Long")]
    [TestCase("two names that are no UTF-8", "echo 1 > \"$(printf 'l\\376')\"; echo 2 > \"$(printf 'l\\377')\"")]
    [TestCase("a folder with a HEAD", "mkdir e; echo x > e/HEAD; echo x > e/config", Category = "Long")]
    [TestCase("a branch whose name is no UTF-8", "echo x > x; git add x; git commit -qm x; git branch \"$(printf 'caf\\351')\"")]
    [TestCase("another branch of the owner's", "git checkout -q links; echo x > x; git add x; git commit -qm x", Category = "Long")]
    [TestCase("a repository in it", "git init -q inner; echo y > inner/y")]
    public async Task Honest_work_is_taken(string what, string command)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync($"git checkout -qb links; ln -s /etc/passwd l; {Commit}; git checkout -q main");
        await site.AgentAsync(command);
        string before = await StateAsync(site);
        TakenWork work = site.Take();
        Assert.That((work.Refs.ContainsKey("refs/bottle/run1/uncommitted"), work.Refusals), Is.EqualTo((true, "")), what);
        Assert.That(await StateAsync(site), Is.EqualTo(before));
    }

    [Test]
    public async Task New_tags_of_commits_are_taken_apart_from_the_owners()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("git tag old; git tag -a -m o oldest");
        await site.AgentAsync($"echo x > x; {Commit}; git tag light; git tag -a -m h heavy; git tag -a -m l late main~1; "
            + "git tag -a -m t agents/tree main^{tree}; git tag -f old");
        Assert.That(site.Take().Refs.Keys.Where(name => name.Contains("/tags/", StringComparison.Ordinal)), Is.EquivalentTo([
            "refs/bottle/run1/tags/heavy", "refs/bottle/run1/tags/late", "refs/bottle/run1/tags/light", "refs/bottle/run1/tags/old"]));
        Assert.That(
            await site.OwnerAsync("git tag; git rev-parse old^{commit} main | uniq | wc -l; git cat-file -t refs/bottle/run1/tags/heavy"),
            Is.EqualTo("old\noldest\n1\ntag"));
    }

    [Test]
    public async Task Work_can_be_taken_again_after_a_branch_became_a_folder_of_branches()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync($"git checkout -qb topic; echo t > t; {Commit}");
        Assert.That(site.Take().Refs, Does.ContainKey("refs/bottle/run1/heads/topic"));
        await site.AgentAsync($"git checkout -qb other; git branch -qD topic; git checkout -qb topic/one; echo u > u; {Commit}");
        Assert.That(site.Take().Refs, Does.ContainKey("refs/bottle/run1/heads/topic/one"));
        Assert.That(await site.OwnerAsync("git for-each-ref --format='%(refname)' refs/bottle | grep -c 'topic$' || true"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_file_that_git_does_not_take_is_named()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync("ln -s a .gitmodules; echo y > y");
        TakenWork work = site.Take();
        Assert.That(work.Left, Does.Contain("'.gitmodules'"));
        Assert.That(await site.OwnerAsync("git show refs/bottle/run1/uncommitted:y"), Is.EqualTo("y"));
    }

    [TestCase("no git folder", "rm -rf .git")]
    [TestCase("a broken HEAD", "echo nonsense > .git/HEAD")]
    [TestCase("a pipe as HEAD", "rm .git/HEAD; mkfifo .git/HEAD", Category = "Long")]
    [TestCase("a pipe as config", "rm .git/config; mkfifo .git/config", Category = "Long")]
    [TestCase("a pipe as index", "rm .git/index; mkfifo .git/index")]
    [TestCase("a link to another repository", "rm -rf .git; ln -s /etc .git", Category = "Long")]
    [TestCase("a pipe that git reads in a folder", "mkdir s; mkfifo s/.gitignore; echo x > s/x")]
    [TestCase("a damaged object", "echo z > z; git add z; git commit -qm z; "
        + "f=$(find .git/objects -type f -path '*/??/*' | head -1); chmod +w $f; echo junk > $f")]
    public async Task A_damaged_clone_is_named_and_changes_nothing(string what, string command)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync($"echo more >> a; {Commit}; {command}");
        string before = await StateAsync(site);
        Assert.That(() => site.Take(), Throws.TypeOf<WorkspaceException>(), what);
        Assert.That(await StateAsync(site), Is.EqualTo(before));
    }

    // Everything but the refs of runs.
    private static Task<string> StateAsync(WorkspaceSite site) => site.OwnerAsync(
        "git for-each-ref | grep -v refs/bottle/; git status --short --branch; git config --list --local; git stash list; ls -A .git .git/hooks; "
            + "cat .git/HEAD; find . -path ./.git -prune -o -print | sort");
}
