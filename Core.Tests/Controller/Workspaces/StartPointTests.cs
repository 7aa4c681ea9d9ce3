using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>A clone that begins with another run's work.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class StartPointTests
{
    private const string Commit = "git add -A && git commit -qm more";

    [TestCase(false, "feature\n  feature\n  main\n  topic/one|?? rest|rest f topic|2")]
    [TestCase(true, "feature\n  feature\n  main\n  topic/one||f topic|2")]
    public async Task Branches_and_files_are_those_of_the_other_run(bool isClean, string expected)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("git branch topic; git branch gone; echo mine > mine");
        await site.AgentAsync(
            $"rm mine; git branch -qD topic gone; git checkout -qb topic/one; echo t > t; {Commit}; git checkout -q main; git checkout -qb feature; "
                + $"echo f > f; {Commit}; echo rest > rest; rm a");
        string second = Make(site, isClean);
        string[] parts = expected.Split('|');
        Assert.That(
            await AgentAsync(site, second, "git symbolic-ref --short HEAD; git branch --format='  %(refname:short)'"), Is.EqualTo(parts[0]));
        Assert.That(await AgentAsync(site, second, "git status --short"), isClean ? Is.Empty : Is.EqualTo("D a\n?? rest"));
        Assert.That(await AgentAsync(site, second, "git log --oneline | wc -l"), Is.EqualTo(parts[3]));
        Assert.That(await AgentAsync(site, second, "git for-each-ref refs/bottle; test ! -e mine"), Is.Empty);

        // It is a run of its own: what it does comes back below its own name, and counts from its own beginning.
        await AgentAsync(site, second, "echo s > s");
        TakenWork work = new WorkTaker(WorkspaceMaker.Git()).Take(KeptWorkspace.Read(second)!, second, "run2");
        Assert.That(work.Refs.Keys, Does.Contain("refs/bottle/run2/heads/feature"));
        Assert.That(
            await site.OwnerAsync("git diff --name-only refs/bottle/run1/uncommitted refs/bottle/run2/uncommitted"),
            isClean ? Does.Contain("s") : Is.EqualTo("s"));
        Assert.That(await site.OwnerAsync("git branch --format='%(refname:short)'; cat mine"), Is.EqualTo("gone\nmain\ntopic\nmine"));
    }

    [TestCase("git reset -q --hard HEAD~1; echo x > x", "main|x")]
    [TestCase("git checkout -q --detach; echo x > x; git add x; git commit -qm x; git checkout -q --detach", "HEAD|x", Category = "Long")]
    [TestCase("git checkout -q --orphan o; git rm -rqf .; echo x > x; git add x; git commit -qm o; git branch -qD main", "o|x")]
    [TestCase("ln -s d l; mkdir e; ln -s ../a e/m; echo x > x", "main|a d e l x", Category = "Long")]
    public async Task Odd_beginnings_work(string agent, string expected)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo more >> a; git commit -qam second");
        await site.AgentAsync(agent);
        string second = Make(site, isClean: false);
        string there = await AgentAsync(site, second, "git rev-parse --abbrev-ref HEAD; ls | tr '\\n' ' '");
        Assert.That(there.Split('\n')[0], Is.EqualTo(expected.Split('|')[0]));
        Assert.That(there.Split('\n')[1].Trim(), Does.EndWith(expected.Split('|')[1]));
    }

    [Test]
    public async Task Refused_work_and_another_repository_are_no_beginning()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync("ln -s /etc/passwd l");
        Assert.That(() => Make(site, isClean: false), Throws.TypeOf<BottleException>().With.Message.Contains("l is a link that leads out"));
        Assert.That(await site.OwnerAsync("git for-each-ref refs/bottle"), Is.Empty);
        using WorkspaceSite other = await WorkspaceSite.MakeAsync();
        WorkspaceWish wish = new(WorkspaceKind.Clone, IsClean: false) { From = new RunWork("run1", site.RunFolder, KeptWorkspace.Read(site.RunFolder)!) };
        Assert.That(
            () => WorkspaceMaker.Make(wish, other.Repository, Directory.CreateDirectory(Path.Combine(other.Root, "run2")).FullName, _ => { }),
            Throws.TypeOf<BottleException>().With.Message.Contains($"--from run1: it works in a clone of {site.Repository}"));
    }

    [Test]
    public async Task A_clone_does_not_see_the_taken_work_of_other_runs()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync();
        await site.AgentAsync("echo x > x");
        site.Take();
        Assert.That(await site.OwnerAsync("git for-each-ref refs/bottle"), Is.Not.Empty);
        string second = Directory.CreateDirectory(Path.Combine(site.Root, "run2")).FullName;
        WorkspaceMaker.Make(WorkspaceKind.Clone, isClean: false, site.Repository, second);
        Assert.That(await AgentAsync(site, second, "git for-each-ref refs/bottle"), Is.Empty);
    }

    private static string Make(WorkspaceSite site, bool isClean)
    {
        string second = Directory.CreateDirectory(Path.Combine(site.Root, "run2")).FullName;
        WorkspaceWish wish = new(WorkspaceKind.Clone, isClean) { From = new RunWork("run1", site.RunFolder, KeptWorkspace.Read(site.RunFolder)!) };
        string told = "";
        WorkspaceMaker.Make(wish, site.Repository, second, line => told = line);
        Assert.That(told, Does.Contain("as run1 left it"));
        return second;
    }

    private static async Task<string> AgentAsync(WorkspaceSite site, string run, string command) =>
        await site.OwnerAsync($"export GIT_ALTERNATE_OBJECT_DIRECTORIES='{site.Repository}/.git/objects'; cd '{KeptWorkspace.FolderIn(run)}'; {command}");
}
