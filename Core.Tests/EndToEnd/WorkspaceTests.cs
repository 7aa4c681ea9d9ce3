namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A run in a clone of its repository, and its work taken back.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class WorkspaceTests
{
    private const string Repository =
        "git init -q -b main && git config user.name o && git config user.email o@o.test && mkdir d && echo one > a && echo two > d/b && git add . "
            + "&& git commit -qm first && git remote add origin https://me:pass@example.test/r.git && echo changed >> a && echo mine > mine && echo i > i.log "
            + "&& echo '*.log' > .gitignore";

    [Test]
    public async Task An_agent_works_in_its_clone_and_its_work_is_merged_and_applied()
    {
        await using CliHost host = await CliHost.StartAsync();
        await OnHostAsync(host, Repository);
        string before = await StateAsync(host);
        CommandResult run = await host.InBottleAsync(
            ["--name", "cloned", "--workspace", "clone"], "sh", "-ec",
            "git status --short | tr '\\n' ','; git remote get-url origin; git log --oneline | wc -l; ls; "
                + "git config user.name agent; git config user.email agent@a.test; git worktree add -q ../wt 2>/dev/null || git worktree add -q wt; "
                + "git worktree remove --force wt 2>/dev/null || true; printf '#!/bin/sh\\necho hook ran\\n' > h; mkdir -p .git/hooks; "
                + "mv h .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; git add a; git mv d/b d/c; "
                + "git commit -qm work; echo rest > rest; printf '{}' > package.json; echo o > own.log");
        Assert.That(run.ExitCode, Is.Zero, run.ToString());
        Assert.That(run.Output, Does.StartWith(" M a,?? .gitignore,?? mine,https://example.test/r.git\n1\na\nd\nmine\n"));
        Assert.That(await StateAsync(host), Is.EqualTo(before));
        Assert.That(run.Error, Does.StartWith(
            $"bot-bottle: the command works in a clone of {host.Work}: branch main, 3 uncommitted files; ignored files stay behind: i.log "
                + "(--carry i.log)\n"));
        Assert.That(run.Error, Does.EndWith(
            $"bot-bottle: cloned worked in a clone of {host.Work}. It has: branch main, files that are not committed\n"
                + "  Files that git ignores are in no diff, and stay in the clone until it is removed: own.log\n"
                + "  See it: bot-bottle diff cloned\n  Take it: bot-bottle merge cloned (its commits), bot-bottle apply cloned (then the rest)\n"));

        CommandResult diff = await host.BotBottleAsync("diff", "cloned", "--stat");
        Assert.That(diff.Output, Does.Contain("d/{b => c}").And.Contain("rest"), diff.ToString());
        Assert.That(
            diff.Output, Does.StartWith("Programs of this host obey these files").And.Contain("\n  package.json (a task runner or build tool runs it)\n"));

        Assert.That(diff.Output, Does.Not.Contain("mine"), "the owner's file");
        Assert.That(await OnHostAsync(host, "git for-each-ref refs/bottle"), Is.Empty);
        CommandResult merge = await host.BotBottleAsync("merge", "cloned");
        Assert.That(merge.ExitCode, Is.Zero, merge.ToString());
        Assert.That(await OnHostAsync(host, "git log --format=%s%an; git show HEAD:d/c; git status --short"), Is.EqualTo(
            "workagent\nfirsto\ntwo\n?? .gitignore\n?? mine"));
        Assert.That(merge.Output, Does.Contain(" a ").And.Match("cloned is merged into main \\([0-9a-f]+\\)\n$"));
        CommandResult apply = await host.BotBottleAsync("apply", "cloned");
        Assert.That(apply.ExitCode, Is.Zero, apply.ToString());
        Assert.That(await OnHostAsync(host, "cat rest mine; git log --oneline | wc -l; git status --short"), Is.EqualTo(
            "rest\nmine\n2\n?? .gitignore\n?? mine\n?? package.json\n?? rest"));
        Assert.That((await host.BotBottleAsync("apply", "cloned")).Error, Does.Contain("there is nothing to apply: cloned left no change uncommitted"));
        CommandResult removed = await host.BotBottleAsync("rm", "cloned");
        Assert.That(removed.Output, Does.Contain("refs/bottle/cloned stays in ").And.Contain("; with files that git ignores: own.log"), removed.ToString());

    }

    [Test]
    public async Task A_conflict_is_left_as_git_leaves_it_and_no_driver_runs()
    {
        await using CliHost host = await CliHost.StartAsync();
        await OnHostAsync(host, Repository + " && git stash push -qu");
        string canary = Path.Combine(host.Root, "canary");
        CommandResult run = await host.InBottleAsync(
            ["--name", "cloned", "--workspace", "clone"], "sh", "-ec",
            "git config user.name agent; git config user.email agent@a.test; echo agents > a; echo '* merge=own filter=own diff=own' > .gitattributes; "
                + "git add a .gitattributes; git commit -qm work");
        Assert.That(run.ExitCode, Is.Zero, run.ToString());
        await OnHostAsync(
            host, $"git config merge.own.driver 'touch {canary}'; git config filter.own.smudge 'touch {canary}; cat'; "
                + $"git config filter.own.clean 'touch {canary}; cat'; git config filter.own.required true; "
                + $"git config diff.own.textconv 'touch {canary}; cat'; git config core.fsmonitor 'touch {canary}'; "
                + $"printf '#!/bin/sh\\ntouch {canary}\\n' > .git/hooks/post-merge; chmod +x .git/hooks/*; "
                + "cp .git/hooks/post-merge .git/hooks/pre-merge-commit; cp .git/hooks/post-merge .git/hooks/reference-transaction; "
                + "cp .git/hooks/post-merge .git/hooks/post-checkout; echo owners > a; "
                + "git -c core.hooksPath=/dev/null -c core.fsmonitor=false commit -qam other");
        CommandResult merge = await host.BotBottleAsync("merge", "cloned");
        Assert.That((merge.ExitCode, merge.Output.Contains("CONFLICT", StringComparison.Ordinal)), Is.EqualTo((1, true)), merge.ToString());
        Assert.That(merge.Output, Does.Contain("CONFLICT (content): Merge conflict in a"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "a")), Does.Contain("<<<<<<<").And.Contain("agents").And.Contain("owners"));
        Assert.That(File.Exists(canary), Is.False);
    }

    [Test]
    public async Task What_cannot_be_cloned_or_taken_says_why()
    {
        await using CliHost host = await CliHost.StartAsync();
        CommandResult none = await host.InBottleAsync(["--workspace", "clone"], "true");
        Assert.That((none.ExitCode, none.Error), Is.EqualTo(
            (125, $"bot-bottle: {host.Work} is in no git repository, so it cannot be cloned: use --workspace share, or none for an empty folder\n")));
        CommandResult shared = await host.InBottleAsync(["--name", "plain"], "true");
        Assert.That(shared.ExitCode, Is.Zero, shared.ToString());
        CommandResult fetch = await host.BotBottleAsync("fetch", "plain");
        Assert.That(fetch.ExitCode, Is.EqualTo(1));
        Assert.That(fetch.Error, Does.Contain("plain works in no clone, so there is nothing to take back"));
        CommandResult clean = await host.InBottleAsync(["--clean"], "true");
        Assert.That((clean.ExitCode, clean.Error), Is.EqualTo(
            (2, "bot-bottle: --clean is only for --workspace clone\n  Add --workspace clone, or leave --clean out.\n")));
        string bottles = Directory.CreateDirectory(Path.Combine(host.Home, "bottles")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bottles, "own.md"), "---\nworkspace: clone\n---\n");
        CommandResult manifest = await host.InBottleAsync(["--bottle", "own", "--isolation", "none"], "true");
        Assert.That(manifest.Error, Does.Contain("own.md:2:").And.Contain("workspace: clone is not for --isolation none"), manifest.ToString());
        CommandResult empty = await host.InBottleAsync(["--workspace", "none"], "sh", "-c", "ls -A; pwd; echo x > x");
        Assert.That((empty.ExitCode, empty.Output), Is.EqualTo((0, host.Work + "\n")), empty.ToString());
        Assert.That(Directory.EnumerateFileSystemEntries(host.Work), Is.Empty);
        Assert.That(empty.Error, Does.Contain(" left files in its own folder: x\n"));
    }

    private static Task<string> StateAsync(CliHost host) => OnHostAsync(
        host, "git for-each-ref; git status --short --branch; git config --list --local; find . -path ./.git/refs/bottle -prune -o -print | sort; cat a mine");

    private static async Task<string> OnHostAsync(CliHost host, string command)
    {
        CommandResult result = await Command.RunAsync("/bin/sh", ["-c", command], host.Work);
        Assert.That(result.ExitCode, Is.Zero, $"{command}: {result}");
        return result.Output.Trim();
    }
}
