using BotBottle.Controller.Bottles;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Workspaces;

/// <summary>What a clone takes from the host's repository, and what it must not.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WorkspaceCloneTests
{
    private const string Secret = "SECRET-OF-THE-HOST";

    // An earlier agent that shared the folder could have left this. $OUT is a folder that no bottle may see, with a file and a repository of other things.
    [TestCase("a link .git", "rm -rf .git; ln -s $OUT/.git .git")]
    [TestCase("a file .git that names another repository", "rm -rf .git; echo gitdir: $OUT/.git > .git")]
    [TestCase("a file .git that names another's worktree",
        "git -C $OUT worktree add -q $OUT/wt 2>/dev/null; rm -rf .git; echo gitdir: $OUT/.git/worktrees/wt > .git")]
    [TestCase("commondir", "echo $OUT/.git > .git/commondir")]
    [TestCase("a link objects", "rm -rf .git/objects; ln -s $OUT/.git/objects .git/objects")]
    [TestCase("a link objects to files", "rm -rf .git/objects .git/refs/heads/main; ln -s $OUT .git/objects")]
    [TestCase("alternates", "echo $OUT/.git/objects > .git/objects/info/alternates")]
    [TestCase("a link alternates", "ln -s $OUT/alt .git/objects/info/alternates")]
    [TestCase("a link index", "rm .git/index; ln -s $OUT/secret .git/index")]
    [TestCase("a link info", "rm -rf .git/info; mkdir $OUT/info; cp $OUT/secret $OUT/info/exclude; ln -s $OUT/info .git/info")]
    [TestCase("a link info/exclude", "rm -f .git/info/exclude; mkdir -p .git/info; ln -s $OUT/secret .git/info/exclude")]
    [TestCase("a link shallow", "ln -s $OUT/secret .git/shallow")]
    [TestCase("a link to the stash's log", "mkdir -p .git/logs/refs; ln -s $OUT/secret .git/logs/refs/stash")]
    [TestCase("a folder that became a link", "mkdir e; echo x > e/secret; git add e; git commit -qm e; rm -r e; ln -s $OUT e")]
    [TestCase("a file that became a link", "rm a; ln -s $OUT/secret a")]
    [TestCase("an untracked link to a folder", "ln -s $OUT out")]
    [TestCase("a submodule elsewhere", "mkdir s; echo gitdir: $OUT/.git > s/.git; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s")]
    [TestCase("a link for a submodule", "ln -s $OUT s; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s")]
    [TestCase("an include", "printf '[x \"'$(cat $OUT/secret)'\"]\\ny=z\\n' > $OUT/inc; git config include.path $OUT/inc")]
    public async Task What_an_earlier_agent_left_leads_nowhere(string what, string command)
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(isMade: false);
        string elsewhere = Path.Combine(site.Root, "out");
        await site.OwnerAsync(
            $"mkdir {elsewhere} && cd {elsewhere} && git init -q && echo {Secret} > secret && echo $PWD/.git/objects > alt && git add . "
                + "&& git -c user.name=o -c user.email=o@o.test commit -qm secret");
        await site.OwnerAsync($"export OUT={elsewhere}; {command}");
        try
        {
            BottleWorkspace made = site.Make(isClean: false);
            Assert.That(made.Objects, Is.All.StartsWith(site.Repository), what);
            Assert.That(made.ObjectMounts.Select(mount => mount.Source), Has.None.StartsWith(elsewhere));
        }
        catch (BottleException refused)
        {
            Assert.That(refused.Message, Does.StartWith($"the clone of the repository at {site.Repository} could not be made: "));
        }

        Assert.That(await site.OwnerAsync($"grep -rl {Secret} ../run || true"), Is.Empty);
    }

    [TestCase("nothing", "true")]
    [TestCase("changed, staged and untracked", "echo x >> a; echo s > d/b; git add d/b; echo y >> d/b; echo u > u; mkdir e; echo v > e/v")]
    [TestCase("deleted and renamed", "rm a; git mv d/b d/c; echo x > 'new name'; git add -N 'new name'")]
    [TestCase("modes and links", "chmod +x a; rm d/b; ln -s ../a d/b; ln -s missing l")]
    [TestCase("a file that became a folder", "rm a; mkdir a; echo x > a/x")]
    [TestCase("touched", "touch -d 2001-01-01 a d/b")]
    [TestCase("flags that hide changes", "git update-index --assume-unchanged a; echo x >> a; git update-index --skip-worktree d/b; echo y >> d/b")]
    [TestCase("a conflict", "git checkout -qb o; echo 1 > a; git commit -qam 1; git checkout -q main; echo 2 > a; git commit -qam 2; git merge -q o || true")]
    [TestCase("sparse", "git sparse-checkout set --cone d; echo x >> d/b")]
    [TestCase("a split index", "git config core.splitIndex true; git update-index --split-index; echo x >> a; git add a; echo y >> a")]
    [TestCase("names that are no UTF-8", "printf x > \"$(printf 'n\\377')\"; git add .; git commit -qm n; printf y > \"$(printf 'u\\376')\"")]
    [TestCase("attributes", "printf '*.t text eol=crlf\\n*.i ident\\n' > .gitattributes; printf 'x\\n' > x.t; echo '$Id$' > x.i; git add .; git commit -qm t; "
        + "rm x.t x.i; git checkout -q x.t x.i; printf 'y\\r\\n' >> x.t")]
    public async Task The_clones_files_are_the_hosts(string what, string owner)
    {
        const string state = "git status --short | sort; git ls-files -s -v; git diff; "
            + "find . -mindepth 1 -path ./.git -prune -o -mindepth 1 -printf '%p %y %m %l\\n' | sort; "
            + "find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 cat";
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(owner);
        Assert.That(await site.AgentAsync(state), Is.EqualTo(await site.OwnerAsync(state)), what);
    }

    [Test]
    public async Task Files_behind_a_filter_are_what_git_stores_and_no_filter_runs()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "echo '*.big filter=own' > .gitattributes; git config filter.own.clean 'sed s/large/pointer/'; "
                + "git config filter.own.smudge 'sed s/pointer/large/'; git config filter.own.required true; echo large > x.big; touch -d 2001-01-01 x.big; "
                + "git add .; git commit -qm big; git config filter.own.clean \"touch $PWD/ran; cat\"; git config filter.own.smudge \"touch $PWD/ran; cat\"");
        Assert.That(await site.AgentAsync("cat x.big; git status --short"), Is.EqualTo("pointer"));
        Assert.That(File.Exists(Path.Combine(site.Repository, "ran")), Is.False);
    }

    [Test]
    public async Task Settings_that_name_a_program_or_a_login_stay_behind()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "git config core.sshCommand x; git config filter.f.clean x; git config credential.helper x; git config include.path /x; git config alias.a '!x'; "
                + "git config http.extraHeader 'Authorization: x'; git config url.x.insteadOf y; git config core.autocrlf input; git config pull.rebase true; "
                + "git remote add a https://u:p@a.test/r; git remote add b git@b.test:r; git remote add c ssh://git@c.test/r; "
                + "git remote add d ssh://u:p@d.test/r; git config branch.main.remote a; git config branch.main.merge refs/heads/main; "
                + "git config gpg.program x; git config commit.gpgSign true");
        Assert.That(await File.ReadAllTextAsync(Path.Combine(site.Work, ".git", "config")), Does.Contain("\tname = o\n").And.Contain("\temail = o@o.test\n"));
        string[] lines = (await site.AgentAsync("git config --unset user.name; git config --unset user.email; git config --list --local")).Split('\n');
        Assert.That(lines, Is.SupersetOf([
            "core.autocrlf=input", "pull.rebase=true", "remote.a.url=https://a.test/r", "remote.b.url=git@b.test:r", "remote.c.url=ssh://git@c.test/r",
            "remote.d.url=ssh://d.test/r", "branch.main.remote=a", "branch.main.merge=refs/heads/main"]));
        Assert.That(lines.Where(line => line.Contains("=x", StringComparison.Ordinal) || line.Contains(":p@", StringComparison.Ordinal)), Is.Empty);
        Assert.That(lines, Has.None.StartsWith("url.").And.None.StartsWith("alias.").And.None.StartsWith("include").And.None.StartsWith("commit."));
    }

    [Test]
    public async Task Only_what_is_committed_is_in_a_clean_one()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo changed >> a; echo u > u; git rm -q d/b", isClean: true);
        Assert.That(await site.AgentAsync("git status --short; cat a d/b; ls"), Is.EqualTo("one\ntwo\na\nd"));
    }

    [Test]
    public async Task A_clone_can_be_made_while_another_run_shares_the_folder()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync("echo . > .git/commondir; touch .git/config.worktree; mkdir .envrc");
        Assert.That(await site.AgentAsync("git status --short; test ! -e .git/commondir"), Is.Empty);
        site.Take();
    }

    [Test]
    public async Task A_submodule_and_a_worktree_are_cloned_too()
    {
        using WorkspaceSite site = await WorkspaceSite.MakeAsync(
            "git init -q ../sub; cd ../sub; echo s > s; git add .; git -c user.name=o -c user.email=o@o.test commit -qm sub; cd ../repository; "
                + "git -c protocol.file.allow=always submodule --quiet add ../sub sub; git commit -qm sub; echo more >> sub/s");
        Assert.That(
            await site.AgentAsync(
                "export GIT_ALTERNATE_OBJECT_DIRECTORIES=$GIT_ALTERNATE_OBJECT_DIRECTORIES:$PWD/../../repository/.git/modules/sub/objects; "
                    + "cd sub; git log --format=%s; git status --short"),
            Is.EqualTo("sub\n M s"));
        await site.OwnerAsync("git worktree add -q ../second -b second; echo w > ../second/w");
        Directory.CreateDirectory(Path.Combine(site.Root, "run2"));
        BottleWorkspace second = WorkspaceMaker.Make(
            WorkspaceKind.Clone, isClean: false, Path.Combine(site.Root, "second"), Path.Combine(site.Root, "run2"))!;
        Assert.That(File.ReadAllText(Path.Combine(second.Folder, ".git", "HEAD")), Is.EqualTo("ref: refs/heads/second\n"));
        Assert.That(File.Exists(Path.Combine(second.Folder, "w")));
    }
}
