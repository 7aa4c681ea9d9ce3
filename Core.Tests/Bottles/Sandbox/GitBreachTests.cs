using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Bottles.Sandbox;

/// <summary>
/// What an agent can leave below a git folder, and the host's git after it. For each row either nothing outside of the folder changes when the host works there, or the place is
/// named as a breach before the host can work there.
/// </summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class GitBreachTests
{
    private const string Text = "the operator's own\n";

    /// <summary>Files through which git writes, or which it reads before it decides what to write. Each is put there as a link to the operator's start-up file, or as a pipe.</summary>
    private static readonly string[] Files =
    [
        "logs/HEAD", "logs/refs/stash", "logs/refs/heads/main", "logs/refs/heads/new", "COMMIT_EDITMSG", "FETCH_HEAD", "ORIG_HEAD", "MERGE_MSG", "MERGE_HEAD", "SQUASH_MSG", "AUTO_MERGE",
        "REVERT_HEAD", "CHERRY_PICK_HEAD", "BISECT_LOG", "HEAD", "index", "index.lock", "config.lock", "packed-refs", "packed-refs.lock", "refs/heads/main", "refs/heads/new", "refs/stash", "refs/tags/v1",
        "description", "info/exclude", "info/attributes", "info/grafts", "info/sparse-checkout", "shallow", "gc.log", "gc.pid", "objects/info/alternates", "objects/info/commit-graph", "objects/info/packs",
        "remotes/origin", "branches/origin", "rebase-merge/done", "rebase-apply/patch", "sequencer/todo", "svn/.metadata", "any/thing/else",
    ];

    /// <summary>Folders that git makes or fills: each a link to the operator's home.</summary>
    private static readonly string[] Folders = ["logs", "logs/refs", "refs/heads", "refs/remotes", "objects/pack", "objects/info", "objects/aa", "info", "rebase-merge", "rebase-apply", "sequencer", "rr-cache", "lfs", "remotes"];

    private sealed record Row(string Name, string Script, string Path, bool Lives = true);

    /// <summary>Each row has a repository of its own, in which its script runs; CANARY is a file outside of what is shared.</summary>
    private static readonly Row[] Rows =
    [
        .. Files.Select(file => new Row($"link {file}", $"mkdir -p .git/{Parent(file)}; ln -sfn $CANARY .git/{file}", $".git/{file}")),
        .. Folders.Select(folder => new Row($"folder link {folder}", $"mkdir -p .git/{Parent(folder)}; rm -rf .git/{folder}; ln -sfn $(dirname $CANARY) .git/{folder}", $".git/{folder}")),
        .. ((string[])["FETCH_HEAD", "COMMIT_EDITMSG", "index", "logs/HEAD", "refs/heads/new", "info/exclude"]).Select(file =>
            new Row($"pipe {file}", $"mkdir -p .git/{Parent(file)}; rm -f .git/{file}; mkfifo .git/{file}", $".git/{file}")),
        new("socket", "perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => \".git/fsmonitor--daemon.ipc\", Listen => 1)'", ".git/fsmonitor--daemon.ipc"),
        new("relative link", "ln -s ../../../../outside .git/relative", ".git/relative"),
        new("link that stays inside", "ln -s HEAD .git/inside", ".git/inside"),
        new("link that is named as an editor's lock and leads elsewhere", "ln -s $CANARY .git/.#COMMIT_EDITMSG", ".git/.#COMMIT_EDITMSG"),
        new("link to the name of an editor's lock", "ln -s ../me@host.1234:99 .git/logs/HEAD2", ".git/logs/HEAD2"),
        new("link that is written as an editor's lock", "ln -s me@host.1234:99 .git/ORIG_HEAD", ".git/ORIG_HEAD"),
        new("link in a folder that has no name in UTF-8", "d=.git/logs/$(printf '\\377'); mkdir $d; ln -s $CANARY $d/HEAD", ".git/logs/\uFFFD/HEAD"),
        new("alternates", "mkdir -p .git/info; echo /tmp/evil/objects >.git/objects/info/alternates", ".git/objects/info/alternates"),
        new("http-alternates", "echo http://x/ >.git/objects/info/http-alternates", ".git/objects/info/http-alternates"),
        new("legacy remote", "mkdir -p .git/remotes; echo 'URL: ./evil' >.git/remotes/origin", ".git/remotes/origin"),
        new("legacy branch", "mkdir -p .git/branches; echo ./evil >.git/branches/origin", ".git/branches/origin"),
        new("a deep folder", "cd .git; for i in $(seq 203); do mkdir d; cd d; done", $".git{string.Concat(Enumerable.Repeat("/d", 201))}"),
        new("link in a repository that came", "git init -q inner; ln -s $CANARY inner/.git/COMMIT_EDITMSG", "inner/.git/COMMIT_EDITMSG", Lives: false),
        new("link in a bare repository that came", "git init -q --bare bare; ln -s $CANARY bare/packed-refs", "bare/packed-refs", Lives: false),
        new("link for a git folder", "mkdir sub; ln -s ../.git sub/.git", "sub/.git", Lives: false),
        new("link behind a gitdir file", "git init -q --separate-git-dir elsewhere wt; ln -s $CANARY elsewhere/FETCH_HEAD", "elsewhere/FETCH_HEAD", Lives: false),
    ];

    /// <summary>What the wall refuses, and honest work, in the repository at the folder's top.</summary>
    private static readonly (string Name, string Script)[] Harmless =
    [
        .. ((string[])["config", "config.worktree", "commondir", "hooks", "modules"]).Select(file =>
            ($"{file} is read-only", $"ln -sfnT $CANARY .git/{file} && exit 9; rm -rf .git/{file} && exit 9; mv .git/{file} .git/x && exit 9; true")),
        ("hooks and modules are read-only", "mkfifo .git/hooks/post-commit && exit 9; echo x >.git/modules/x && exit 9; true"),
        ("worktrees are the bottle's own", "mkdir -p .git/worktrees/x; ln -s $CANARY .git/worktrees/x/gitdir; echo ../.. >.git/worktrees/x/commondir; rm -r .git/worktrees/x"),
        (".git stays where it is", "mv .git git2 && exit 9; git status -s"),
        ("devices cannot be made", "mknod .git/device c 1 3 && exit 9; mknod .git/index2 b 7 0 && exit 9; true"),
        ("hard links lead nowhere", "ln $CANARY .git/logs/HEAD2 && exit 9; ln .git/config .git/config2 && exit 9; true"),
        ("honest git", "echo x >f; git add f; git commit -qm f; git checkout -qb next; git gc -q; git worktree add -q tree; git tag v2; git rebase -q HEAD~1; echo y >f; git stash -q"),
        ("locks of an editor (Emacs), the host's or the agent's", "ln -s me@host.example.1234:1719300000 .git/.#COMMIT_EDITMSG; mkdir .git/rebase-merge; ln -s me@host.77 .git/rebase-merge/.#git-rebase-todo; sleep 1.5; rm -r .git/rebase-merge"),
        ("links that stay inside", "mkdir -p node_modules/.bin node_modules/a; echo x >node_modules/a/cli; ln -s ../a/cli node_modules/.bin/a; ln -s node_modules/a lib"),
        ("links of honest tools that lead out", "mkdir -p venv/bin; ln -s /usr/bin/python3 venv/bin/python; ln -s ~/.cache/bazel bazel-out"),
        ("small files that run nothing", "echo x >.git/info/exclude; echo '* text' >.git/info/attributes; : >.git/shallow; : >.git/info/grafts"),
    ];

    [Test]
    public async Task Whatever_is_left_below_a_git_folder_is_named_while_the_run_lives_and_at_its_end()
    {
        using BottleHost host = await PrepareAsync();
        var (_, made) = await host.OnHostAsync("/bin/sh", "-c", $"for i in $(seq 0 {Rows.Length - 1}); do cp -r old row$i; mkdir -p ../out/$i; printf '%s' \"{Text}\" >../out/$i/file; done");
        Assert.That(made, Is.Empty);
        host.MakePipe("go");
        HashSet<string> told = [];
        int waiting = Rows.Count(row => row.Lives);
        string script = string.Join('\n', Rows.Select((row, i) => $"( cd row{i}; CANARY={host.Home}/out/{i}/file; {row.Script} )"));
        BottleExit exit = await RunAsync(host, $"{script}\ntimeout 60 sh -c 'read line <go'", plan => plan with
        {
            OnBreach = BreachPolicy.Warn,
            TellBreach = breach =>
            {
                if (told.Add(breach.Path) && told.Count == waiting)
                {
                    File.WriteAllText(Path.Combine(host.Project, "go"), "\n");
                }
            },
        });
        string[] missed = [.. Rows.Where((row, i) => !exit.Breaches.Any(breach => breach.Path == Path.Combine(host.Project, $"row{i}", row.Path))).Select(row => row.Name)];
        Assert.That(missed, Is.Empty);
        Assert.That(exit.Breaches, Has.Count.EqualTo(Rows.Length), "and each once");
        Assert.That(told, Is.EquivalentTo(exit.Breaches.Select(breach => breach.Path)));
        foreach (FolderBreach breach in exit.Breaches)
        {
            Assert.That(breach.Message, Does.StartWith(breach.Path).And.Contain("git on this host").And.Contain(": rm "));
        }

        // The attack is real: the host's git does write through some of them.
        string[] written = [.. await Task.WhenAll(Rows.Select(async (row, i) =>
        {
            string work = $"cd row{i} && for c in 'commit -q --allow-empty --amend -m x' 'fetch -q . HEAD:fetched' 'stash -q -u' 'branch new'; do echo changed >file; timeout 5 git -c user.name=h -c user.email=h@h $c; done";
            if (row.Script.Contains("ln -sfn $CANARY", StringComparison.Ordinal))
            {
                await host.OnHostAsync("/bin/sh", "-c", work);
            }

            return await File.ReadAllTextAsync(Path.Combine(host.Home, "out", $"{i}", "file")) == Text ? "" : row.Path;
        }))];
        Assert.That(written.Where(path => path.Length > 0), Is.SupersetOf((string[])[".git/logs/HEAD", ".git/logs/refs/stash", ".git/COMMIT_EDITMSG", ".git/FETCH_HEAD"]));
        TestContext.Out.WriteLine(string.Join('\n', written.Where(path => path.Length > 0)));
        await host.OnHostAsync("/bin/sh", "-c", "rm -rf row*"); // names that .NET cannot delete
    }

    [TestCase("ln -sf $CANARY .git/COMMIT_EDITMSG", ".git/COMMIT_EDITMSG")]
    [TestCase("mkfifo .git/MERGE_MSG", ".git/MERGE_MSG")]
    [TestCase("echo /x >.git/objects/info/alternates", ".git/objects/info/alternates")]
    [TestCase("ln -s old/.git bare.git; rm -rf old/.git/logs; ln -s $(dirname $CANARY) old/.git/logs", "old/.git/logs")]
    public async Task It_ends_a_run_that_lives(string script, string path)
    {
        using BottleHost host = await PrepareAsync();
        List<FolderBreach> told = [];
        BottleExit exit = await RunAsync(host, script + "\nexec sleep 600", plan => plan with { TellBreach = told.Add });
        Assert.That(exit.Code, Is.EqualTo(137));
        Assert.That(told.Single().Path, Is.EqualTo(Path.Combine(host.Project, path)));
    }

    [Test]
    public async Task What_is_harmless_is_no_breach_and_stays_so()
    {
        using BottleHost host = await PrepareAsync();
        string script = string.Join('\n', Harmless.Select(row => $"( {row.Script} ) 2>/dev/null || echo \"{row.Name}\" >>failed"));
        BottleExit exit = await RunAsync(host, script + "\nexit 3");
        Assert.That(exit.Code, Is.EqualTo(3), $"it did not run to its end: {string.Join('\n', exit.Breaches)}");
        string failed = Path.Combine(host.Project, "failed");
        Assert.That(File.Exists(failed) ? await File.ReadAllTextAsync(failed) : "", Is.Empty);
        Assert.That(exit.Breaches, Is.Empty, string.Join('\n', exit.Breaches));
        await WorkOnHostAsync(host);
        Assert.That(await File.ReadAllTextAsync(Canary(host)), Is.EqualTo(Text));
        Assert.That(Directory.EnumerateFileSystemEntries(host.Home).Select(Path.GetFileName), Is.EquivalentTo((string[])[".bashrc", ".bot-bottle", "project"]));
    }

    [Test]
    public async Task Told_and_not_ended_where_the_operator_wants_it_so()
    {
        using BottleHost host = await PrepareAsync();
        List<FolderBreach> told = [];
        host.MakePipe("go");
        BottleExit exit = await RunAsync(host, "ln -s /x .git/ORIG_HEAD; read line <go; exit 4", plan => plan with
        {
            OnBreach = BreachPolicy.Warn,
            TellBreach = breach =>
            {
                told.Add(breach);
                File.WriteAllText(Path.Combine(host.Project, "go"), "\n"); // it was told while the agent lives
            },
        });
        Assert.That((exit.Code, told.Count, exit.Breaches.Count), Is.EqualTo((4, 1, 1)));
    }

    [Test]
    public async Task What_hides_files_or_goes_on_with_commands_is_named_at_the_end()
    {
        using BottleHost host = await PrepareAsync();
        BottleExit exit = await RunAsync(host, "mkdir -p .git/info .git/rebase-merge .git/sequencer; echo evil >>.git/info/exclude; echo '* filter=lfs' >.git/info/attributes; printf 'pick 1 one\nexec touch /tmp/evil\n' >.git/rebase-merge/git-rebase-todo; echo 'pick 1 one' >.git/sequencer/todo");
        Assert.That(exit.Breaches, Is.Empty);
        Assert.That(exit.Left.Single(), Does.StartWith(string.Join(", ", ((string[])["info/attributes", "info/exclude", "rebase-merge/git-rebase-todo"]).Select(file => $"{host.Project}/.git/{file}")) + " came or changed"));
    }

    [Test]
    public async Task What_was_there_before_is_no_breach_and_is_told_where_it_leads_out()
    {
        using BottleHost host = await PrepareAsync();
        File.CreateSymbolicLink(Path.Combine(host.Project, ".git/ORIG_HEAD"), Canary(host));
        File.CreateSymbolicLink(Path.Combine(host.Project, ".git/inside"), "HEAD");
        BottleExit exit = await RunAsync(host, "true");
        Assert.That(exit.Breaches, Is.Empty);
        Assert.That(exit.Notices.Single(), Does.Contain($".git/ORIG_HEAD -> {Canary(host)}").And.Contain("leads out").And.Not.Contain("inside ->"));
    }

    [Test]
    public async Task Behind_a_link_that_was_there_before_git_is_watched_too()
    {
        using BottleHost host = await PrepareAsync();
        Directory.Move(Path.Combine(host.Project, ".git/logs"), Path.Combine(host.Project, "logs"));
        File.CreateSymbolicLink(Path.Combine(host.Project, ".git/logs"), "../logs");
        BottleExit exit = await RunAsync(host, "ln -sf $CANARY logs/HEAD");
        Assert.That(exit.Breaches.Single().Path, Is.EqualTo(Path.Combine(host.Project, "logs/HEAD")));
    }

    [Test]
    public async Task Links_that_lead_out_of_the_folder_are_named_at_the_end()
    {
        using BottleHost host = await PrepareAsync();
        File.CreateSymbolicLink(Path.Combine(host.Project, "before"), "/etc/hosts");
        BottleExit exit = await RunAsync(host, "mkdir -p a/b; ln -s $CANARY notes; ln -s ../b a/b/b; ln -s b/b/../../../.. a/chain; ln -s .. a/up; ln -s ../../other a/two; ln -s a/b stays");
        Assert.That(exit.Breaches, Is.Empty);
        Assert.That(exit.Left.Single(), Does.StartWith("3 symbolic links that came").And.Contain($"{host.Project}/notes -> {Canary(host)}").And.Contain("a/chain -> ").And.Contain("a/two -> "));
    }

    private static string Parent(string path) => Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";

    private static string Canary(BottleHost host) => Path.Combine(host.Home, ".bashrc");

    /// <summary>A host whose project is a repository with two commits.</summary>
    internal static async Task<BottleHost> PrepareAsync()
    {
        BottleHost host = new();
        await File.WriteAllTextAsync(Canary(host), Text);
        var (code, output) = await host.OnHostAsync("/bin/sh", "-c", """
            set -e
            git init -q -b main; git config user.name h; git config user.email h@h
            echo one >file; git add file; git commit -qm one; echo two >file; git commit -qam two; git branch side
            git init -q old; git -C old -c user.name=h -c user.email=h@h commit -q --allow-empty -m old
            """);
        Assert.That(code, Is.Zero, output);
        return host;
    }

    private static async Task<BottleExit> RunAsync(BottleHost host, string script, Func<BottlePlan, BottlePlan>? change = null)
    {
        BottlePlan plan = host.Plan("sh", "-c", $"CANARY={Canary(host)}\n{script}") with { GitUser = ("a", "a@b"), Streams = host.Silent };
        await using RunningBottle bottle = await host.LaunchAsync(change?.Invoke(plan) ?? plan);
        await bottle.StartAsync();
        return await bottle.WaitAsync();
    }

    /// <summary>An operator's day: each command in a bound of time, for a pipe would hold it.</summary>
    private static async Task WorkOnHostAsync(BottleHost host)
    {
        foreach (string command in (string[])["status", "commit -q --amend -m amended", "fetch -q . side:fetched", "gc -q --prune=now", "worktree list", "rebase -q HEAD~1", "stash -q", "log -1", "branch more"])
        {
            await host.OnHostAsync("/bin/sh", "-c", $"echo changed >file; timeout 20 git {command}");
        }
    }
}
