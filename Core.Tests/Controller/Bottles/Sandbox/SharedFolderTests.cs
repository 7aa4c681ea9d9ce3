using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

[TestFixture, Category("System"), SupportedOSPlatform("linux")]
public class SharedFolderTests
{
    private const string Git = "/usr/bin/git";
    private const string AsSomebody = "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; ";

    [Test]
    public async Task An_agent_can_commit_but_cannot_change_files_that_control_git()
    {
        using var host = new BottleHost();
        await host.OnHostAsync(Git, "init", "-q", "-b", "main");
        var (code, output) = await host.RunAsync(
            AsSomebody
                + "set -e; echo x >file; git add file; git commit -qm one; git checkout -qb next; echo y >>file; git commit -qam two; git gc -q; git log "
                + "--format=%s; git status -s; "
            + "git config user.name evil; echo CONFIGURED");

        Assert.That(output, Does.StartWith("two\none\n?? out\n").And.Not.Contain("CONFIGURED"), output);
        Assert.That(code, Is.Not.Zero, "set -e ends at git config");
        Assert.That((await host.OnHostAsync(Git, "log", "--format=%s", "next")).Output, Is.EqualTo("two\none\n"));
        Assert.That((await host.OnHostAsync(Git, "fsck")).Code, Is.Zero);
    }

    [Test]
    public async Task A_run_leaves_nothing_on_the_host()
    {
        using var host = new BottleHost();
        await host.OnHostAsync(Git, "init", "-q");
        var before = Tree(host.Project);
        var (_, during) = await host.RunAsync("ls -A | tr '\\n' ' '; cat .git/commondir; git status -s; git add -A; git diff --cached --name-only");
        Assert.That(during, Does.Contain(".vscode").And.Contain(" .\n"), "placeholders exist while the bottle does");
        Assert.That(during, Does.EndWith("?? out\nout\n"), "git does not see them");
        Assert.That(
            Tree(host.Project).Except(before).Where(path => !path.StartsWith(".git/objects", StringComparison.Ordinal)), Is.EqualTo((string[])[".git/index"]));
        Assert.That(Directory.EnumerateFiles(Path.Combine(host.State, "locks")).Select(Path.GetFileName), Is.EqualTo((string[])["lock"]));
    }

    [Test]
    public async Task Existing_files_stay_readable_and_become_read_only()
    {
        using var host = new BottleHost();
        File.WriteAllText(Path.Combine(host.Project, ".envrc"), "use nix\n");
        Directory.CreateDirectory(Path.Combine(host.Project, ".claude"));
        File.WriteAllText(Path.Combine(host.Project, ".claude/settings.json"), "{}");
        var (_, output) = await host.RunAsync(
            "cat .envrc .claude/settings.json; (echo x >>.envrc; echo x >.claude/settings.json; rm .envrc; mv .claude c) 2>&1 | grep -cE 'Read-only|busy'");
        Assert.That(output, Is.EqualTo("use nix\n{}4\n"));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, ".envrc")), Is.EqualTo("use nix\n"));
    }

    [Test]
    public async Task Hooks_configured_inside_the_folder_are_read_only()
    {
        using var host = new BottleHost();
        await host.OnHostAsync(Git, "init", "-q");
        Directory.CreateDirectory(Path.Combine(host.Project, "tools/hooks"));
        File.WriteAllText(Path.Combine(host.Project, "team.conf"), "");
        await host.OnHostAsync(Git, "config", "core.hooksPath", "tools/hooks");
        await host.OnHostAsync(Git, "config", "include.path", "../team.conf");
        var (_, output) = await host.RunAsync(
            "for f in tools/hooks/pre-commit team.conf; do echo evil >>$f && echo WROTE $f; done; mv tools t && echo MOVED; echo x >tools/free && echo free");
        Assert.That(output, Does.EndWith("free\n").And.Not.Contain("WROTE").And.Not.Contain("MOVED"));
    }

    private const string Steering = "printf '[core]\\nrepositoryformatversion=0\\nbare=false\\nworktree=%s\\nfsmonitor=touch %s/evil; false\\n' $PWD $PWD";

    [TestCase("mkdir objects refs; echo 'ref: refs/heads/main' >HEAD; " + Steering + " >config; rm .git/HEAD", "", "came",
        TestName = "A_bare_repository_beside_a_broken_one_is_reported")]
    [TestCase("echo x >.git/HEAD; : >objects; : >refs; chmod +x objects refs; echo 'ref: refs/heads/main' >HEAD; " + Steering + " >config", "", "came",
        TestName = "A_bare_repository_with_empty_programs_is_reported")]
    [TestCase("mkdir sub els els/objects els/refs; echo 'ref: refs/heads/main' >sub/HEAD; echo ../els >sub/commondir", "sub", "came",
        TestName = "A_repository_with_a_folder_elsewhere_is_reported")]
    [TestCase("git init -q inner; git -C inner commit -q --allow-empty -m x; git add inner; git -C inner config core.fsmonitor x", "inner", "came",
        TestName = "A_nested_repository_is_reported")]
    [TestCase("git -C old config core.fsmonitor x", "old", "changed", TestName = "A_changed_earlier_repository_is_reported")]
    [TestCase("echo 'gitdir: ../x' >old/sub/.git", "old/sub", "came", TestName = "A_git_file_is_reported")]
    [TestCase("echo x >old/.git/hooks/pre-commit", "old", "changed", TestName = "A_nested_hook_is_reported")]
    [TestCase("rm -rf old/.git; mkdir -p old/.git/hooks; mkfifo old/.git/config; ln -s /etc/passwd old/.git/hooks/x", "old", "changed",
        TestName = "Pipes_and_links_do_not_block_the_check")]
    [TestCase("git -C old commit -q --allow-empty -m y; git -C old checkout -qb z; mkdir -p deep/er; ln -s .. deep/er/up", null, null,
        TestName = "Normal_work_is_not_reported")]
    public async Task Repositories_that_git_on_the_host_would_obey_are_protected(string script, string? where, string? how)
    {
        using var host = new BottleHost();
        await host.OnHostAsync(Git, "init", "-q");
        await host.OnHostAsync(Git, "init", "-q", "old");
        Directory.CreateDirectory(Path.Combine(host.Project, "old/sub"));
        var plan = host.Plan("sh", "-c", AsSomebody + script);
        await using var bottle = await host.LaunchAsync(plan);
        await bottle.StartAsync();
        var exit = await bottle.WaitAsync();
        Assert.That(exit.Left, Has.Count.EqualTo(where is null ? 0 : 1), string.Join('\n', exit.Left));
        if (where is not null)
        {
            Assert.That(exit.Left[0], Does.StartWith($"{Path.TrimEndingDirectorySeparator(Path.Combine(host.Project, where))} is a git repository that {how}"));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_host_socket_in_a_shared_folder_cannot_be_used(bool readOnly)
    {
        using var host = new BottleHost();
        var folder = Directory.CreateDirectory(Path.Combine(host.Home, "shared")).FullName;
        using var listener = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(folder, "s")));
        listener.Listen();
        var (_, output) = await host.RunAsync(
            $"curl -sS -m 5 --unix-socket {folder}/s http://x/; cat {folder}/s; echo done", plan => plan with { Shares = [new Share(folder, readOnly)] });
        Assert.That(output, Does.StartWith("curl: (7)").And.EndWith("done\n"));
    }

    [Test]
    public async Task A_link_left_on_PATH_by_an_earlier_agent_shares_nothing()
    {
        using var host = new BottleHost();
        var secret = Directory.CreateDirectory(Path.Combine(host.Home, "other")).FullName;
        File.WriteAllText(Path.Combine(secret, "key"), "host only");
        var bin = Directory.CreateDirectory(Path.Combine(host.Project, ".venv/bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(bin, "tool"), Path.Combine(secret, "key"));
        Directory.CreateSymbolicLink(Path.Combine(host.Project, "bin"), secret);
        var path = $"{bin}:{host.Project}/bin:/usr/bin:/bin";
        var (_, output) = await host.RunAsync(
            $"cat {secret}/key; echo $PATH", plan => plan with { HostEnvironment = new Dictionary<string, string> { ["HOME"] = host.Home, ["PATH"] = path } });
        Assert.That(output, Does.Not.Contain("host only\n").And.EndWith(path + "\n"));
        Assert.That(output, Does.Contain("No such file"));
    }

    [TestCase("git init -q; git commit -q --allow-empty -m x; git config core.fsmonitor x")]
    [TestCase("mkdir objects refs; echo 'ref: refs/heads/main' >HEAD; " + Steering + " >config")]
    [TestCase("echo 'gitdir: elsewhere' >.git; git init -q --separate-git-dir elsewhere")]
    [TestCase("mkdir a; ln -s a .git")]
    [TestCase("mkfifo .git")]
    public async Task A_new_repository_is_reported(string script)
    {
        using var host = new BottleHost();
        await using (var bottle = await host.LaunchAsync(host.Plan("sh", "-c", $"ls -A .git HEAD; {AsSomebody}{script}")))
        {
            Assert.That(
                new[] { ".git", "HEAD" }.Where(name => Path.Exists(Path.Combine(host.Project, name))), Is.Empty, "nothing that could disturb go or git");
            await bottle.StartAsync();
            var exit = await bottle.WaitAsync();
            Assert.That(exit.Left.Select(notice => notice.StartsWith($"{host.Project} is a git repository that came", StringComparison.Ordinal)), Has.Some.True,
                string.Join('\n', exit.Left));
        }

        // The next run neither blocks on the leftovers nor follows them.
        try
        {
            Assert.That((await host.RunAsync("echo next")).Output, Is.EqualTo("next\n"));
        }
        catch (BottleException refused)
        {
            Assert.That(refused.Message, Does.Contain("symbolic link"));
        }
    }

    [Test]
    public async Task A_linked_worktree_works_and_is_protected()
    {
        using var host = new BottleHost();
        var main = Directory.CreateDirectory(Path.Combine(host.Home, "main")).FullName;
        await host.OnHostAsync(Git, "init", "-q", "-b", "main", main);
        await host.OnHostAsync(Git, "-C", main, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "zero");
        Directory.Delete(host.Project);
        await host.OnHostAsyncIn(main, Git, "worktree", "add", "-q", host.Project);
        var before = Tree(main);

        var (_, output) = await host.RunAsync(
            AsSomebody
                + "echo x >file; git add file; git commit -qm one && git log --format=%s; g=$(git rev-parse --git-dir); c=$(git rev-parse --git-common-dir); "
            + "for f in $g/commondir $g/gitdir $g/config.worktree $c/config $c/commondir $c/hooks/x .git; do echo evil >>$f && echo WROTE $f; done "
            + "2>/dev/null; "
            + "mv $c $c.old 2>/dev/null || mv $g $g.old 2>/dev/null || echo stays; echo mine >$c/worktrees/y; ls $c/../file 2>&1 | grep -c 'No such'");

        Assert.That(output, Is.EqualTo("one\nzero\nstays\n1\n"));
        Assert.That((await host.OnHostAsync(Git, "log", "--format=%s")).Output, Is.EqualTo("one\nzero\n"));
        Assert.That(File.Exists(Path.Combine(main, ".git/worktrees/y")), Is.False, "the worktree was the bottle's own");
        Assert.That(Tree(main).Except(before).Where(
            path => !path.Contains("objects/", StringComparison.Ordinal) && !path.Contains("/logs", StringComparison.Ordinal)),
            Has.None.Contains("commondir").And.None.Contains("modules"));
    }

    [Test]
    public async Task A_git_file_without_a_backlink_shares_nothing()
    {
        using var host = new BottleHost();
        var secret = Directory.CreateDirectory(Path.Combine(host.Home, "private")).FullName;
        await host.OnHostAsync(Git, "init", "-q", secret);
        File.WriteAllText(Path.Combine(host.Project, ".git"), $"gitdir: {secret}/.git\n");
        var (_, output) = await host.RunAsync($"ls {secret} 2>&1 | grep -c 'No such'; echo x >.git");
        Assert.That(output, Does.StartWith("1\n"));
        Assert.That(host.Messages.ToString(), Does.Contain("git will not work"));
        Assert.That(File.ReadAllText(Path.Combine(host.Project, ".git")), Does.StartWith("gitdir:"));
    }

    [TestCase(".vscode")]
    [TestCase(".envrc")]
    [TestCase(".git")]
    [TestCase(".git/hooks")]
    [TestCase(".git/config")]
    public async Task A_link_among_the_protected_names_is_refused(string name)
    {
        using var host = new BottleHost();
        if (name != ".git")
        {
            await host.OnHostAsync(Git, "init", "-q");
        }

        var path = Path.Combine(host.Project, name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, true);
        }

        File.Delete(path);
        File.CreateSymbolicLink(path, "elsewhere");
        Assert.That(
            async () => await host.LaunchAsync(host.Plan("true")),
            Throws.TypeOf<BottleException>().With.Message.Contains(path).And.Message.Contains("symbolic link"));
    }

    [Test]
    public async Task Files_that_control_tools_are_read_only_and_cannot_be_moved()
    {
        using var host = new BottleHost();
        var routes = Path.Combine(Directory.CreateDirectory(Path.Combine(host.Project, "a/b")).FullName, "routes.yml");
        File.WriteAllText(routes, "routes: []\n");
        var (_, output) = await host.RunAsync(
            "echo x >>a/b/routes.yml; mv a/b/routes.yml r; mv a/b c; mv a c; rm -rf a; cat a/b/routes.yml", plan => plan with { SteeringFiles = [routes] });
        Assert.That(output, Does.EndWith("routes: []\n"));
        Assert.That(File.ReadAllText(routes), Is.EqualTo("routes: []\n"));
    }

    [Test]
    public async Task Shares_keep_their_path_and_their_requested_mode()
    {
        using var host = new BottleHost();
        var (read, write) = (Path.Combine(host.Root, "read only"), Path.Combine(host.Root, "write"));
        Directory.CreateDirectory(read);
        Directory.CreateDirectory(write);
        var (_, output) = await host.RunAsync(
            $"touch '{read}/x' '{write}/x'; ls -A '{read}'; ls {write}", plan => plan with { Shares = [new(read, true), new(write, false)] });
        Assert.That(output, Does.EndWith("x\n").And.Contains("Read-only file system"));
        Assert.That(Tree(read), Is.Empty);
    }

    [Test]
    public async Task The_last_of_two_runs_removes_the_placeholders()
    {
        using var host = new BottleHost();
        await using var first = await host.LaunchAsync(host.Plan("sleep", "60"));
        await first.StartAsync();
        var mask = Path.Combine(host.Project, ".vscode");
        await using (var second = await host.LaunchAsync(host.Plan("true")))
        {
            await second.StartAsync();
            await second.WaitAsync();
        }

        Assert.That(host.Messages.ToString(), Does.Contain("another run"));
        Assert.That(Directory.Exists(mask), "the first run still needs it");
        await first.DisposeAsync();
        Assert.That(Directory.Exists(mask), Is.False);
    }

    [Test]
    public void The_next_run_removes_the_leftovers_of_a_killed_run()
    {
        using var host = new BottleHost();
        var folder = new Placeholder(Path.Combine(host.Project, ".idea"), null);
        var file = new Placeholder(Path.Combine(host.Project, "commondir"), ".\n");
        var used = new Placeholder(Path.Combine(host.Project, ".husky"), null);
        var killed = FolderPlaceholders.Claim(host.State, host.Project, [folder, file, used]);
        killed.Abandon();
        File.WriteAllText(Path.Combine(used.Path, "pre-commit"), "the host's own");

        FolderPlaceholders.Claim(host.State, host.Project, []).Dispose();

        Assert.That(Tree(host.Project), Is.EqualTo((string[])[".husky", ".husky/pre-commit"]));
    }

    private static string[] Tree(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))
            .Order(StringComparer.Ordinal)];
}
