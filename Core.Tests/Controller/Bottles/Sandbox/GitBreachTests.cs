using System.Runtime.Versioning;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Folders;
using BotBottle.Core.Control;
using static BotBottle.Core.Tests.Controller.Bottles.Sandbox.GitAttacks;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>
/// Attacks of an agent below a git folder, followed by the host's git. For each row, either nothing outside the folder changes when the host works there, or
/// the place is reported as a breach before.
/// </summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class GitBreachTests
{
    [Test]
    public async Task Leftovers_below_a_git_folder_are_named_during_the_run_and_at_its_end()
    {
        using BottleHost host = await PrepareAsync();
        var (_, made) = await host.OnHostAsync("/bin/sh", "-c", RowFolders(Rows.Count, "../out"));
        Assert.That(made, Is.Empty);
        host.MakePipe("go");
        HashSet<string> told = [];
        int waiting = Rows.Count(row => row.Lives);
        string script = ScriptOf(Rows, $"{host.Home}/out");
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
        string[] missed = [
            .. Rows.Where((row, i) => !exit.Breaches.Any(breach => breach.Path == Path.Combine(host.Project, $"row{i}", row.Path))).Select(row => row.Name)];
        Assert.That(missed, Is.Empty);
        Assert.That(exit.Breaches, Has.Count.EqualTo(Rows.Count), "each is reported once");
        Assert.That(told, Is.EquivalentTo(exit.Breaches.Select(breach => breach.Path)));
        foreach (FolderBreach breach in exit.Breaches)
        {
            Assert.That(breach.Message, Does.StartWith(breach.Path).And.Contain("git on this host").And.Contain(": rm "));
        }

        // The attack is real: the host's git does write through some of the links.
        string[] written = [.. await Task.WhenAll(Rows.Select(async (row, i) =>
        {
            string work =
                $"cd row{i} && for c in 'commit -q --allow-empty --amend -m x' 'fetch -q . HEAD:fetched' 'stash -q -u' 'branch new'; do echo changed >file; "
                    + "timeout 5 git -c user.name=h -c user.email=h@h $c; done";
            if (row.Script.Contains("ln -sfn $CANARY", StringComparison.Ordinal))
            {
                await host.OnHostAsync("/bin/sh", "-c", work);
            }

            return await File.ReadAllTextAsync(Path.Combine(host.Home, "out", $"{i}", "file")) == GitAttacks.Text ? "" : row.Path;
        }))];
        Assert.That(written.Where(path => path.Length > 0), Is.SupersetOf(
            (string[])[".git/logs/HEAD", ".git/logs/refs/stash", ".git/COMMIT_EDITMSG", ".git/FETCH_HEAD"]));
        TestContext.Out.WriteLine(string.Join('\n', written.Where(path => path.Length > 0)));
        await host.OnHostAsync("/bin/sh", "-c", "rm -rf row*"); // names that .NET cannot delete
    }

    [TestCase("ln -sf $CANARY .git/COMMIT_EDITMSG", ".git/COMMIT_EDITMSG")]
    [TestCase("mkfifo .git/MERGE_MSG", ".git/MERGE_MSG")]
    [TestCase("echo /x >.git/objects/info/alternates", ".git/objects/info/alternates")]
    [TestCase("ln -s old/.git bare.git; rm -rf old/.git/logs; ln -s $(dirname $CANARY) old/.git/logs", "old/.git/logs")]
    public async Task A_breach_ends_the_live_run(string script, string path)
    {
        using BottleHost host = await PrepareAsync();
        List<FolderBreach> told = [];
        BottleExit exit = await RunAsync(host, script + "\nexec sleep 600", plan => plan with { TellBreach = told.Add });
        Assert.That(exit.Code, Is.EqualTo(137));
        Assert.That(told.Single().Path, Is.EqualTo(Path.Combine(host.Project, path)));
    }

    [Test]
    public async Task Harmless_changes_are_no_breach_and_stay_harmless_on_the_host()
    {
        using BottleHost host = await PrepareAsync();
        string script = ScriptOf([.. Walled, .. Honest]);
        BottleExit exit = await RunAsync(host, script + "\nexit 3");
        Assert.That(exit.Code, Is.EqualTo(3), $"it did not run to its end: {string.Join('\n', exit.Breaches)}");
        string failed = Path.Combine(host.Project, "failed");
        Assert.That(File.Exists(failed) ? await File.ReadAllTextAsync(failed) : "", Is.Empty);
        Assert.That(exit.Breaches, Is.Empty, string.Join('\n', exit.Breaches));
        await WorkOnHostAsync(host);
        Assert.That(await File.ReadAllTextAsync(Canary(host)), Is.EqualTo(GitAttacks.Text));
        Assert.That(Directory.EnumerateFileSystemEntries(host.Home).Select(Path.GetFileName), Is.EquivalentTo((string[])[".bashrc", ".bot-bottle", "project"]));
    }

    [Test]
    public async Task A_breach_is_only_reported_if_the_operator_chose_so()
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
                File.WriteAllText(Path.Combine(host.Project, "go"), "\n"); // it was reported while the agent lived
            },
        });
        Assert.That((exit.Code, told.Count, exit.Breaches.Count), Is.EqualTo((4, 1, 1)));
    }

    [Test]
    public async Task Changes_that_hide_files_or_continue_with_commands_are_named_at_the_end()
    {
        using BottleHost host = await PrepareAsync();
        BottleExit exit =
            await RunAsync(
                host,
                "mkdir -p .git/info .git/rebase-merge .git/sequencer; echo evil >>.git/info/exclude; echo '* filter=lfs' >.git/info/attributes; printf 'pick "
                    + "1 one\nexec touch /tmp/evil\n' >.git/rebase-merge/git-rebase-todo; echo 'pick 1 one' >.git/sequencer/todo");
        Assert.That(exit.Breaches, Is.Empty);
        Assert.That(exit.Left.Single(), Does.StartWith(
            string.Join(", ", ((string[])["info/attributes", "info/exclude", "rebase-merge/git-rebase-todo"]).Select(file => $"{host.Project}/.git/{file}"))
                + " came or changed"));
    }

    [Test]
    public async Task Earlier_content_is_no_breach_and_is_reported_if_it_leads_out_of_the_folder()
    {
        using BottleHost host = await PrepareAsync();
        File.CreateSymbolicLink(Path.Combine(host.Project, ".git/ORIG_HEAD"), Canary(host));
        File.CreateSymbolicLink(Path.Combine(host.Project, ".git/inside"), "HEAD");
        BottleExit exit = await RunAsync(host, "true");
        Assert.That(exit.Breaches, Is.Empty);
        Assert.That(exit.Notices.Single(), Does.Contain($".git/ORIG_HEAD -> {Canary(host)}").And.Contain("leads out").And.Not.Contain("inside ->"));
    }

    [Test]
    public async Task Git_folders_behind_an_earlier_link_are_watched_too()
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
        BottleExit exit = await RunAsync(host,
            "mkdir -p a/b; ln -s $CANARY notes; ln -s ../b a/b/b; ln -s b/b/../../../.. a/chain; ln -s .. a/up; ln -s ../../other a/two; ln -s a/b stays");
        Assert.That(exit.Breaches, Is.Empty);
        Assert.That(exit.Left.Single(), Does.StartWith("3 symbolic links that came").And.Contain($"{host.Project}/notes -> {Canary(host)}").And.Contain(
            "a/chain -> ").And.Contain("a/two -> "));
    }

    private static string Canary(BottleHost host) => Path.Combine(host.Home, ".bashrc");

    /// <summary>A host whose project is a repository with two commits.</summary>
    internal static async Task<BottleHost> PrepareAsync()
    {
        BottleHost host = new();
        await File.WriteAllTextAsync(Canary(host), GitAttacks.Text);
        var (code, output) = await host.OnHostAsync("/bin/sh", "-c", GitAttacks.Repository);
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

    private static async Task WorkOnHostAsync(BottleHost host)
    {
        foreach (string command in OperatorsDay)
        {
            await host.OnHostAsync("/bin/sh", "-c", command);
        }
    }
}
