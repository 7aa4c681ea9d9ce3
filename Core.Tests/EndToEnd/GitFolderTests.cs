using BotBottle.Controller.Native;
namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The effects of a run on its folder, as the operator sees them: git and go on the host, a first commit, a kill.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class GitFolderTests
{
    private const int Stop = 19;
    private const int Kill = 9;

    [TestCase(false, false, Category = "Long")]
    [TestCase(true, false, Category = "Long")]
    [TestCase(true, true)]
    public async Task A_killed_run_leaves_nothing(bool repository, bool controllerToo)
    {
        await using CliHost host = await CliHost.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(host.Work, "main.go"), "package main\n\nfunc main() {}\n");
        await File.WriteAllTextAsync(Path.Combine(host.Work, "go.mod"), "module example.test/x\n\ngo 1.19\n");
        if (repository)
        {
            await OnHostAsync(host, "git init -q && git add . && git -c user.name=h -c user.email=h@h commit -qm first");
        }

        await ToolsWorkAsync(host, repository);
        string[] before = Tree(host);
        await using CliProcess run = host.Start("run", "--", "sh", "-c", "echo up; exec sleep 600");
        Assert.That(await run.LineAsync(), Is.EqualTo("up"));
        Assert.That(Tree(host), Is.Not.EqualTo(before), "placeholders exist");
        Assert.That(Path.Exists(Path.Combine(host.Work, ".git")), Is.EqualTo(repository));
        await ToolsWorkAsync(host, repository);

        using FileSystemWatcher watcher = new(host.Work) { IncludeSubdirectories = true };
        using SemaphoreSlim changes = new(0);
        watcher.Deleted += (_, _) => changes.Release();
        watcher.EnableRaisingEvents = true;
        if (controllerToo)
        {
            int controller = host.Processes.Controller()!.Value;
            Processes.Kill(controller, Stop); // it must not notice the first death
            run.Signal(Kill);
            HomeProcesses.KillNow(controller);
            CommandResult ps = await host.BotBottleAsync("ps");
            Assert.That(ps.ExitCode, Is.Zero, ps.ToString());
        }
        else
        {
            run.Signal(Kill);
        }

        while (!Tree(host).SequenceEqual(before))
        {
            Assert.That(await changes.WaitAsync(TimeSpan.FromSeconds(120)), $"{string.Join(' ', Tree(host).Except(before))} stay");
        }

        using (Microsoft.Win32.SafeHandles.SafeFileHandle change = UnlockedFile.OpenOrCreate(Path.Combine(host.Home, "locks", "lock")))
        {
            FileLock.Exclusive(change); // the sweep has ended
            Assert.That(Directory.EnumerateFiles(Path.Combine(host.Home, "locks"), "*.json"), Is.Empty);
        }

        await ToolsWorkAsync(host, repository);
    }

    [Test]
    public async Task Init_and_a_first_commit_work_in_an_empty_folder_and_are_reported()
    {
        await using CliHost host = await CliHost.StartAsync();
        host.Variables["GIT_CONFIG_GLOBAL"] = Path.Combine(host.Root, "gitconfig");
        await File.WriteAllTextAsync(
            Path.Combine(host.Root, "gitconfig"), "[user]\n\tname = Ann Operator\n\temail = ann@example.com\n[commit]\n\tgpgSign = true\n");
        CommandResult run = await host.InBottleAsync(
            [], "sh", "-c",
            "git init -q && echo x >x && git add -A && git commit -qm first && git config a.b c && git log --format='%an <%ae> %s' --name-only");
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, "Ann Operator <ann@example.com> first\n\nx\n")), run.ToString());
        Assert.That(run.Error, Does.Contain($"{host.Work} is a git repository that came while the agent ran").And.Contain("git clone --no-local"));

        // As in the manifest, if it has one, and in a repository that is protected from now on.
        await File.WriteAllTextAsync(
            Path.Combine(Directory.CreateDirectory(Path.Combine(host.Home, "bottles")).FullName, "web.md"), "---\ngit-gate: {user: {name: Web bot}}\n---\n");
        CommandResult second = await host.InBottleAsync(
            ["--bottle", "web"], "sh", "-c", "git config c.d e; git commit -qam second --allow-empty && git log -1 --format='%an <%ae>'");
        Assert.That((second.ExitCode, second.Output), Is.EqualTo((0, "Web bot <ann@example.com>\n")), second.ToString());
        Assert.That(second.Error, Does.Contain("settings are read-only").And.Not.Contain("no git repository").And.Not.Contain("that came"));
    }

    [Test]
    public async Task Clone_works_at_the_top_of_an_empty_folder()
    {
        await using CliHost host = await CliHost.StartAsync();
        string repositories = Path.Combine(host.Root, "repositories");
        await GitSite.CreateAsync(repositories, "repo");
        await OnHostAsync(host, $"""
            set -e
            cd {repositories}; git init -q --bare none.git; git -C none.git config http.receivepack true; cd seed; mkdir -p .vscode sub; echo s >.vscode/settings.json; echo d >'sub/d e'
            git add -A; git -c user.name=t -c user.email=t@t commit -qm second; git push -q ../repo.git main
            """);
        await using LoopbackSite site = await LoopbackSite.StartAsync(["fetch.example"], context => GitSite.ServeAsync(context, repositories));
        site.Settle(host, "fetch.example");
        string routes = Path.Combine(host.Root, "routes.yml");
        await File.WriteAllTextAsync(routes, "routes:\n- {host: fetch.example, git: {fetch: true}}\n");
        CommandResult run = await host.InBottleAsync(
            ["--routes", routes], "sh", "-c",
            "git clone -q https://fetch.example/repo.git . && cat file sub/* && git status --short && git pull -q && echo x >>file && git -c user.name=a -c "
                + "user.email=a@b commit -qam third && git show --stat --format=%s");
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, "hello\nd\nthird\n\n file | 1 +\n 1 file changed, 1 insertion(+)\n")), run.ToString());
        Assert.That(run.Error, Does.Contain("not checked out: .vscode/settings.json"), run.ToString());
        Assert.That(Tree(host).Where(name => !name.StartsWith(".git/", StringComparison.Ordinal)), Is.EqualTo((string[])[".git", "file", "sub", "sub/d e"]));

        foreach (string name in (string[])[".git", "sub"])
        {
            Directory.Delete(Path.Combine(host.Work, name), recursive: true);
        }

        File.Delete(Path.Combine(host.Work, "file"));
        CommandResult refused = await host.InBottleAsync(["--routes", routes], "git", "clone", "-q", "https://fetch.example/nowhere.git", ".");
        Assert.That(refused.ExitCode, Is.EqualTo(128), refused.ToString());
        Assert.That(Tree(host), Is.Empty);
        CommandResult empty = await host.InBottleAsync(["--routes", routes], "git", "clone", "https://fetch.example/none.git", "./");
        Assert.That((empty.ExitCode, Directory.Exists(Path.Combine(host.Work, ".git"))), Is.EqualTo((0, true)), empty.ToString());
    }

    private static async Task ToolsWorkAsync(CliHost host, bool repository)
    {
        await OnHostAsync(host, $"go build -o {host.Root}/program . && go vet ./... && go list ./... >/dev/null && npm ls >/dev/null");
        if (repository)
        {
            await OnHostAsync(host, "[ -z \"$(git status --porcelain)\" ] && git fsck && git worktree list && git stash list && git gc -q");
        }
    }

    private static async Task OnHostAsync(CliHost host, string script)
    {
        Dictionary<string, string?> environment = new()
        {
            ["GOCACHE"] = Path.Combine(host.Root, "go"), ["GOPROXY"] = "off", ["CGO_ENABLED"] = "0", ["GOFLAGS"] = "-mod=mod",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        };
        CommandResult result = await Command.RunAsync("sh", ["-c", script], host.Work, environment, seconds: 240);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }

    private static string[] Tree(CliHost host) =>
        [.. Directory.EnumerateFileSystemEntries(host.Work, "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/objects/", StringComparison.Ordinal) && !path.Contains("/logs", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(host.Work, path)).Order(StringComparer.Ordinal)];
}
