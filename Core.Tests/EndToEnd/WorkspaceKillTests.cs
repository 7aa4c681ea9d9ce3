using System.Diagnostics;
using System.Globalization;
using BotBottle.Core.Tests.Controller.Launching;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>kill -9 at random while a clone is made, while its agent works, and while its work is merged.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class WorkspaceKillTests
{
    private const int Kill = 9;
    private const string Repository =
        "git init -q -b main && git config user.name o && git config user.email o@o.test && mkdir d && for i in $(seq 400); do echo $i > d/$i; done && "
            + "git add . && git commit -qm first && echo changed >> d/1";

    private const string Work = "git config user.name a; git config user.email a@a.test; git checkout -q d/1; for i in $(seq 400); do echo new >> d/$i; done; "
        + "git mv d/400 moved; git commit -qam work";

    [TestCase(1)]
    [TestCase(50, Category = "Long")]
    public async Task The_repository_is_as_it_was_or_merged_whole(int rounds)
    {
        await using CliHost host = await CliHost.StartAsync();
        await OnHostAsync(host, Repository);
        CommandResult run = await host.InBottleAsync(["--name", "cloned", "--workspace", "clone"], "sh", "-ec", Work);
        Assert.That(run.ExitCode, Is.Zero, run.ToString());
        string before = await StateAsync(host);
        await AfterKillAsync(host, 0, 1500, "run", "--workspace", "clone", "--", "sh", "-ec", Work);
        Assert.That(await StateAsync(host), Is.EqualTo(before));

        await OnHostAsync(host, "git stash push -q");
        before = await StateAsync(host);
        Stopwatch time = Stopwatch.StartNew();
        CommandResult whole = await host.BotBottleAsync("merge", "cloned");
        int ms = (int)time.ElapsedMilliseconds;
        Assert.That(whole.ExitCode, Is.Zero, whole.ToString());
        string merged = await StateAsync(host);
        int wholes = 0;
        for (int round = 0; round < rounds; round++)
        {
            await OnHostAsync(host, "git reset -q --hard main~1");
            await AfterKillAsync(host, ms * 4 / 5, ms, "merge", "cloned");
            string state = await StateAsync(host);
            Assert.That(state, Is.EqualTo(before).Or.EqualTo(merged), $"round {round}");
            wholes += state == merged ? 1 : 0;
            ms = Math.Max(10, state == merged ? ms * 9 / 10 : ms * 11 / 10); // the next kill is nearer to the moment in which the files change
            if (state == before)
            {
                await OnHostAsync(host, "git merge -q refs/bottle/cloned/HEAD");
            }

            await AfterKillAsync(host, 0, 1500, "run", "--workspace", "clone", "--", "sh", "-ec", Work);
            Assert.That(await StateAsync(host), Is.EqualTo(merged), $"round {round}");
        }

        await TestContext.Out.WriteLineAsync($"{wholes} of {rounds} merges were whole");
    }

    private static async Task AfterKillAsync(CliHost host, int leastMs, int mostMs, params string[] verb)
    {
        int after = Random.Shared.Next(leastMs, mostMs);
        await using CliProcess process = host.Start(verb);
        using (CancellationTokenSource time = new(after))
        {
            // It ends before, or is killed in its middle.
            Task<CommandResult> end = process.EndAsync();
            await Task.WhenAny(end, Task.Delay(Timeout.Infinite, time.Token));
            if (!end.IsCompleted)
            {
                process.Signal(Kill);
            }

            await end;
        }

        // What git had begun, it ends without us.
        await Wait.ForAsync(() => Task.FromResult(!GitRunsIn(host.Work)));
    }

    private static bool GitRunsIn(string folder) => Directory.EnumerateDirectories("/proc")
        .Where(process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out _))
        .Any(process => Read(process + "/comm") == "git" && new FileInfo(process + "/cwd").LinkTarget == folder);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }

    private static Task<string> StateAsync(CliHost host) => OnHostAsync(
        host, "git for-each-ref | grep -v refs/bottle/; git status --short --branch; git log --oneline; git config --list --local; git stash list; "
            + "find . -path ./.git -prune -o -print | sort; cat d/*; ls .git | grep -v ORIG_HEAD");

    private static async Task<string> OnHostAsync(CliHost host, string command)
    {
        CommandResult result = await Command.RunAsync("/bin/sh", ["-c", command], host.Work);
        Assert.That(result.ExitCode, Is.Zero, $"{command}: {result}");
        return result.Output.Trim();
    }
}
