using BotBottle.Controller.Commands;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Freezes and resumes of real bottles.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class FreezeTests
{
    private const string Call = """
        curl -s -o /dev/null -w '%{http_code}\n' https://api.anthropic.com/v1/messages -H 'content-type: application/json' \
          -d '{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}'
        """;

    // Counts in two files for ever.
    private const string Count =
        "while :; do i=$((${i:-0}+1)); echo $i >> ~/counter; echo $i >> /tmp/counter; [ -e ~/told ] || touch ~/told ready-$BOT_BOTTLE_RUN; done";

    [Test]
    public async Task A_crossed_host_budget_cuts_freezes_or_kills_each_of_three_bottles_by_its_policy()
    {
        await using CliHost host = await CliHost.StartAsync("budget: {claude: {tokens: 1000, gate: off}}");
        Task<CommandResult> cut = host.InBottleAsync(["--name", "cut", "--shutdown", "cutoff"], "sh", "-c", $$"""
            touch cut-up
            while [ ! -e frozen-up ] || [ ! -e killed-up ]; do sleep 0.02; done
            {{Call}}
            {{Call}}
            {{Call}}
            while [ ! -e go-on ]; do sleep 0.02; done
            {{Call}}
            """);
        Task<CommandResult> frozen = host.InBottleAsync(
            ["--name", "frozen", "--shutdown", "freeze", "--env", "GREETING=hello"], "sh", "-c",
            "echo $GREETING >> ~/log; if [ -e ~/second ]; then cat ~/log; exit 7; fi; touch ~/second frozen-up; sleep 600");
        Task<CommandResult> killed = host.InBottleAsync(["--name", "killed", "--shutdown", "kill"], "sh", "-c", "touch killed-up; sleep 600");
        CommandResult frozenEnd = await frozen;
        CommandResult killedEnd = await killed;
        Assert.That((frozenEnd.ExitCode, killedEnd.ExitCode), Is.EqualTo((137, 137)), $"{frozenEnd}\n{killedEnd}");
        Assert.That(frozenEnd.Error, Does.Contain("bot-bottle resume frozen --budget claude=2200").And.Contain("bot-bottle budget set claude=2200"),
            frozenEnd.ToString());
        Dictionary<string, RunState> states = (await host.RunsAsync()).ToDictionary(run => run.Name, run => run.State);
        Assert.That((states["cut"], states["frozen"], states["killed"]), Is.EqualTo((RunState.Cut, RunState.Frozen, RunState.Killed)));

        await File.WriteAllTextAsync(Path.Combine(host.Work, "go-on"), "");
        CommandResult cutEnd = await cut;
        Assert.That((cutEnd.ExitCode, cutEnd.Output), Is.EqualTo((0, "200\n200\n200\n402\n")), cutEnd.ToString());

        CommandResult refused = await host.BotBottleAsync("resume", "frozen");
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("1,200 of 1,000 tokens").And.Contain("--budget claude=2200"));
        CommandResult resumed = await host.BotBottleAsync("resume", "frozen", "--budget", "claude=5000");
        Assert.That((resumed.ExitCode, resumed.Output), Is.EqualTo((7, "hello\nhello\n")), resumed.ToString());

        string audit = (await host.BotBottleAsync("log", "--audit", "--json")).Output;
        foreach (string part in (string[])["\"budget_crossed\"", "\"freeze\"", "\"kill\"", "\"resume\"", "\"cut\"", "\"budget_set\""])
        {
            Assert.That(audit, Does.Contain($"\"event\":{part}"));
        }

        Assert.That((await host.RunsAsync()).Single(run => run.Name == "frozen").ExitCode, Is.EqualTo(7));
    }

    [Test]
    public async Task A_decision_about_a_value_still_applies_after_a_resume()
    {
        await using CliHost host = await CliHost.StartAsync();
        const string Send = """
            curl -s -o /dev/null -D - https://api.anthropic.com/v1/messages -H 'x-note: 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' -d '{}' | grep -i '^x-bot-bottle-reason'
            """;
        Assert.That((await host.BotBottleAsync("controller", "start")).ExitCode, Is.Zero);
        Task<CommandResult> run =
            host.InBottleAsync(["--name", "otter"], "sh", "-c", $"{Send}\nif [ -e ~/second ]; then exit 0; fi; touch ~/second asked; sleep 600");
        using ControllerClient controller = host.Controller;
        await foreach (LoggedEvent told in controller.EventsAsync(follow: true))
        {
            if (told.Event == EventKind.ApprovalAsked)
            {
                await controller.DecideAsync((string)told.Data!["approval"]!, approve: false);
                break;
            }
        }

        await host.UntilExistsAsync("asked", run);
        Assert.That((await host.BotBottleAsync("freeze", "otter")).ExitCode, Is.Zero);
        Assert.That((await run).ExitCode, Is.EqualTo(137));
        CommandResult again = await host.BotBottleAsync("cut", "otter");
        Assert.That((again.ExitCode, again.Error), Is.EqualTo((1, "bot-bottle: the run 'otter' is frozen; continue it with: bot-bottle resume otter\n")));
        Assert.That((await host.BotBottleAsync("controller", "stop")).ExitCode, Is.Zero);
        CommandResult resumed = await host.BotBottleAsync("resume", "otter");
        Assert.That((resumed.ExitCode, resumed.Output.Trim()), Is.EqualTo((0, "x-bot-bottle-reason: approval_rejected")), resumed.ToString());
        Assert.That(await controller.ApprovalsAsync(), Is.Empty, "and no operator is asked again");
    }

    [Test]
    public async Task A_run_resumed_in_the_background_has_empty_input_and_a_limited_log()
    {
        await using CliHost host = await CliHost.StartAsync();
        Task<CommandResult> run = host.InBottleAsync(
            ["--name", "back"], "sh", "-c",
            "if [ -e ~/second ]; then cat; echo empty; head -c 3000000 /dev/zero | tr '\\0' x; touch written; sleep 600; fi; touch ~/second first; sleep 600");
        await host.UntilExistsAsync("first", run);
        CommandResult alive = await host.BotBottleAsync("resume", "back", "--detach");
        Assert.That((alive.ExitCode, alive.Error), Is.EqualTo((1, "bot-bottle: back is running: only a frozen run can be resumed\n")), alive.ToString());
        Assert.That((await host.BotBottleAsync("freeze", "back")).ExitCode, Is.Zero);
        Assert.That((await run).ExitCode, Is.EqualTo(137));

        CommandResult resumed = await host.BotBottleAsync("resume", "back", "--detach", "--budget", "claude=5k");
        string log = Path.Combine(host.Home, $"resume-{(await host.RunsAsync()).Single().Run}.log");
        Assert.That((resumed.ExitCode, resumed.Output), Is.EqualTo((0, $"back: running again, in the background; it writes to {log}\n")), resumed.ToString());
        await host.UntilExistsAsync("written", new TaskCompletionSource<CommandResult>().Task);
        Assert.That((await host.RunsAsync()).Single().Budgets.Single().Limit, Is.EqualTo(5_000));
        Assert.That((await host.BotBottleAsync("kill", "back")).ExitCode, Is.Zero);
        await UntilEndsAsync(host, 2);
        string written = await File.ReadAllTextAsync(log);
        Assert.That(written, Does.StartWith("empty\nxxxx"));
        Assert.That(written.Length, Is.InRange(1 << 20, (1 << 20) + 1000), "the first MiB, and the messages of resume itself");
    }

    [Test]
    public async Task A_resumed_run_has_its_whole_earlier_state()
    {
        await using CliHost host = await CliHost.StartAsync("dlp: {known_secrets: [KNOWN]}\nbudget: {claude: 1M}");
        host.Variables["KNOWN"] = "a-secret-that-is-known";
        host.Variables["HANDED"] = "from the host";
        host.Variables["ROUTE_TOKEN"] = "a-token-of-a-route";
        string shared = Directory.CreateDirectory(Path.Combine(host.Root, "shared")).FullName;
        string routes = Path.Combine(host.Root, "routes.yml");
        await File.WriteAllTextAsync(
            routes, "routes:\n- {host: api.anthropic.com, unmetered: true}\n- {host: api.openai.com, auth_scheme: Bearer, token_env: ROUTE_TOKEN}\n");
        const string First = "touch ~/second first; sleep 600";
        const string Chat = "{\"model\":\"gpt-5\",\"messages\":[]}";
        Task<CommandResult> run = host.InBottleAsync(
            ["--name", "whole", "--routes", routes, "--share", shared, "--env", "HANDED", "--env", "GIVEN=here"], "sh", "-c", $$"""
            [ -e ~/second ] || { {{First}}; }
            echo "$HANDED $GIVEN" > {{shared}}/variables
            {{Call}} > {{shared}}/call
            curl -s -o /dev/null -w '%{http_code}\n' https://api.openai.com/v1/chat/completions -H 'content-type: application/json' -d '{{Chat}}' > {{shared}}/route
            curl -s -X POST https://api.anthropic.com/x -d 'KEY a-secret-that-is-known' --max-time 2 > {{shared}}/known
            touch over
            sleep 600
            """);
        await host.UntilExistsAsync("first", run);
        Assert.That((await host.BotBottleAsync("freeze", "whole")).ExitCode, Is.Zero);
        await run;

        // Each source is requested before anything starts, for the dashboard's key as well.
        using ControllerClient controller = host.Controller;
        DashboardHost Dashboard(Dictionary<string, string?> environment) => new(
            new CommandHost(
                TextWriter.Null, TextWriter.Null, environment.Where(variable => variable.Value is not null)
                    .ToDictionary(variable => variable.Key, variable => variable.Value!),
                host.Work, TimeProvider.System, Colours: false),
            controller);
        foreach ((string missing, string value)
            in (List<(string, string)>)[("KNOWN", host.Variables["KNOWN"]!), ("HANDED", "from the host"), ("ROUTE_TOKEN", "a-token-of-a-route")])
        {
            host.Variables[missing] = null;
            foreach (string[] detach in (string[][])[[], ["--detach"]])
            {
                CommandResult refused = await host.BotBottleAsync(["resume", "whole", .. detach]);
                Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
                Assert.That(refused.Error, Does.Contain($"whole cannot be resumed as it was: {missing} was there").And.Contain(
                    $"bot-bottle resume whole --without {missing}"));
            }

            Assert.That(() => Dashboard(host.Environment()).ResumeAsync("whole", CancellationToken.None),
                Throws.TypeOf<ControllerException>().With.Message.Contains($"--without {missing}"));
            host.Variables[missing] = value;
        }

        Assert.That((await host.RunsAsync()).Single().State, Is.EqualTo(RunState.Frozen));
        CommandResult resumed = await host.BotBottleAsync("resume", "whole", "--detach");
        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        await host.UntilExistsAsync("over", new TaskCompletionSource<CommandResult>().Task);
        string Told(string name) => File.ReadAllText(Path.Combine(shared, name)).TrimEnd();
        Assert.That((Told("variables"), Told("call"), Told("route")), Is.EqualTo(("from the host here", "200", "200")));
        Assert.That(host.Provider.Calls.Select(call => call.Credential), Is.EqualTo(new[] { CliHost.AnthropicKey, "a-token-of-a-route" }));
        Assert.That((await host.BotBottleAsync("approvals")).Output, Does.Contain("KNOWN"), "the value is still held back");
        Assert.That((await host.BotBottleAsync("kill", "whole")).ExitCode, Is.Zero);
        await UntilEndsAsync(host, 2);
    }

    [TestCase("sandbox")]
    [TestCase("none")]
    public async Task Files_written_before_the_stop_are_kept(string isolation)
    {
        await using CliHost host = await CliHost.StartAsync();
        // In the sandbox, a process forks all the time and continues every stopped one.
        string counter = isolation == "none"
            ? Count.Replace("/tmp/", "~/tmp-", StringComparison.Ordinal)
            : $"(while :; do sh -c 'kill -CONT -1' 2>/dev/null; done) & {Count}";
        Task<CommandResult> run = host.InBottleAsync(["--name", "counter", "--isolation", isolation], "sh", "-c", counter);
        string id = await UntilReadyAsync(host, run);
        CommandResult freeze = await host.BotBottleAsync("freeze", "counter");
        Assert.That((freeze.ExitCode, freeze.Output), Is.EqualTo((0, "counter: frozen\ncontinue with: bot-bottle resume counter\n")), freeze.ToString());
        Assert.That((await run).ExitCode, Is.EqualTo(137));
        string kept = Path.Combine(host.Home, "frozen", id);
        int counted = Check(kept, isolation);
        File.Delete(Path.Combine(host.Work, $"ready-{id}"));
        File.Delete(Path.Combine(kept, "home", "told"));

        Task<CommandResult> resumed = host.BotBottleAsync("resume", "counter");
        await UntilReadyAsync(host, resumed);
        await host.BotBottleAsync("kill", "counter");
        Assert.That((await resumed).ExitCode, Is.EqualTo(137));
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(host.Home, "runs", id, "home", "counter"));
        Assert.That(lines[..counted], Is.EqualTo(Enumerable.Range(1, counted).Select(i => $"{i}")), "the files continue where they were");
        Assert.That(lines[counted], Is.EqualTo("1"), "the command started again");
    }

    [Test]
    public async Task A_moved_folder_or_damaged_definition_prevents_the_resume_with_advice()
    {
        await using CliHost host = await CliHost.StartAsync();
        Task<CommandResult> run = host.InBottleAsync(["--name", "one"], "sh", "-c", Count);
        string id = await UntilReadyAsync(host, run);
        await host.BotBottleAsync("freeze", "one");
        await run;

        // Another agent puts a link in place of the folder; the target of the link was never shared.
        Directory.Move(host.Work, $"{host.Work}-moved");
        Directory.CreateSymbolicLink(host.Work, Directory.CreateDirectory(Path.Combine(host.Root, "private")).FullName);
        CommandResult elsewhere = await host.BotBottleAsync("resume", "one");
        Assert.That(elsewhere.ExitCode, Is.EqualTo(1), elsewhere.ToString());
        Assert.That(elsewhere.Error, Does.Contain($"now it leads to {host.Root}/private").And.Contain("nothing was changed"));
        File.Delete(host.Work);
        Directory.Move($"{host.Work}-moved", host.Work);

        await File.WriteAllTextAsync(Path.Combine(host.Home, "frozen", id, "run.json"), "{\"folder\": \"/\"");
        CommandResult resume = await host.BotBottleAsync("resume", "one");
        Assert.That(resume.ExitCode, Is.EqualTo(1));
        Assert.That(resume.Error, Does.Contain("run.json cannot be used").And.Contain("bot-bottle kill one"));
        Assert.That((await host.BotBottleAsync("resume", "../one")).ExitCode, Is.EqualTo(1));
        Assert.That((await host.RunsAsync()).Single().State, Is.EqualTo(RunState.Frozen));
    }

    /// <summary>Both counters have every number up to their last one and differ by at most one, so that no write was torn.</summary>
    private static int Check(string folder, string isolation)
    {
        string[] home = File.ReadAllLines(Path.Combine(folder, "home", "counter"));
        string[] other = File.ReadAllLines(isolation == "none" ? Path.Combine(folder, "home", "tmp-counter") : Path.Combine(folder, "tmp", "counter"));
        Assert.That(home, Is.EqualTo(Enumerable.Range(1, home.Length).Select(i => $"{i}")));
        Assert.That(other, Is.EqualTo(home[..other.Length]));
        Assert.That(home.Length - other.Length, Is.InRange(0, 1));
        return home.Length;
    }

    private static async Task UntilEndsAsync(CliHost host, int count)
    {
        using ControllerClient controller = host.Controller;
        await foreach (LoggedEvent logged in controller.EventsAsync(follow: true))
        {
            count -= logged.Event == EventKind.RunEnded ? 1 : 0;
            if (count == 0)
            {
                break;
            }
        }
    }

    private static async Task<string> UntilReadyAsync(CliHost host, Task<CommandResult> run)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(7));
        while (true)
        {
            if (Directory.EnumerateFiles(host.Work, "ready-*").FirstOrDefault() is { } file)
            {
                return Path.GetFileName(file)["ready-".Length..];
            }

            Assert.That(run.IsCompleted, Is.False, run.IsCompleted ? (await run).ToString() : "");
            await look.WaitForNextTickAsync();
        }
    }
}
