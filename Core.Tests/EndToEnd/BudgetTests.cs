using BotBottle.Controller.Demo;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A budget of 1,000 tokens, answers of 400: the fourth call is refused, as each client understands it.</summary>
[Category("System")]
public sealed class BudgetTests
{
    private const string Settings = "budget:\n  claude: {tokens: 1000, gate: off}\n";

    private const string Call = """
        curl -s -o answer -D head -w '%{http_code}\n' https://api.anthropic.com/v1/messages -H 'content-type: application/json' \
          -d '{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}'
        """;

    [Test]
    public async Task Three_calls_pass_the_fourth_is_refused_and_a_raise_lifts_the_cut()
    {
        await using TestHost host = await TestHost.StartAsync(Settings);
        Task<CommandResult> run = host.InBottleAsync(["--name", "worker"], "sh", "-c", $$"""
            {{Call}}
            {{Call}}
            {{Call}}
            {{Call}}
            cat head answer
            echo
            touch refused
            while [ ! -e raised ]; do sleep 0.05; done
            {{Call}}
            """);
        await host.UntilExistsAsync("refused", run);
        RunView cut = (await host.RunsAsync()).Single();
        Assert.That(cut.State, Is.EqualTo(RunState.Cut));
        Assert.That(cut.Budgets.Single(budget => budget.Provider == "claude").Spent, Is.EqualTo(1200));
        CommandResult raise = await host.BotBottleAsync("budget", "set", "claude=5000");
        Assert.That(raise.ExitCode, Is.Zero, raise.ToString());
        await File.WriteAllTextAsync(Path.Combine(host.Work, "raised"), "");
        CommandResult result = await run;
        string[] lines = result.Output.Split('\n');
        Assert.That(lines[..4], Is.EqualTo(new[] { "200", "200", "200", "402" }), result.ToString());
        Assert.That(lines[^2], Is.EqualTo("200"), result.ToString());
        Assert.That(result.Output, Does.Contain("billing_error").And.Contain("X-Bot-Bottle-Reason: budget_exhausted").IgnoreCase);
        Assert.That(result.Output, Does.Contain("x-should-retry: false").IgnoreCase.And.Not.Contain("retry-after").IgnoreCase);
        Assert.That(host.Provider.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Claude_Code_makes_one_request_prints_our_message_and_goes_on_after_a_raise()
    {
        string clients = await ClientPackages.FolderAsync();
        await using TestHost host = await TestHost.StartAsync(Settings);
        string claude = Path.Combine(clients, "node_modules/.bin/claude");
        Task<CommandResult> run = host.InBottleAsync(["--name", "worker", "--share", $"{clients}:ro"], "sh", "-c", $$"""
            {{Call}}
            {{Call}}
            {{Call}}
            {{claude}} -p 'say hi'
            touch refused
            while [ ! -e raised ]; do sleep 0.05; done
            echo raised
            {{claude}} -p --continue 'say hi again'
            """);
        await host.UntilExistsAsync("refused", run);
        Assert.That(host.Provider.Calls, Has.Count.EqualTo(3));
        CommandResult log = await host.BotBottleAsync("log", "--json");
        int refusals = log.Output.Split('\n').Count(line => line.Contains("budget_exhausted", StringComparison.Ordinal) && line.Contains("\"/v1/messages\"", StringComparison.Ordinal));
        Assert.That(refusals, Is.EqualTo(1), log.ToString());
        CommandResult raise = await host.BotBottleAsync("budget", "set", "claude=50000");
        Assert.That(raise.ExitCode, Is.Zero, raise.ToString());
        await File.WriteAllTextAsync(Path.Combine(host.Work, "raised"), "");
        CommandResult result = await run;
        string[] parts = result.Output.Split("raised\n");
        Assert.That(parts, Has.Length.EqualTo(2), result.ToString());
        Assert.That(parts[0], Does.Contain("402").And.Contain("claude").And.Contain("1000").Or.Contain("1,000"), result.ToString());
        Assert.That(parts[1].Trim(), Is.EqualTo(SimulatedAnswer.Of(300, 100).Text), result.ToString());
        Assert.That(host.Provider.Calls, Has.Count.EqualTo(4), "one call more, and no other");
        Assert.That((await host.RunsAsync()).Single().Budgets.Single(budget => budget.Provider == "claude").Spent, Is.EqualTo(1600));
    }

    [Test]
    public async Task Shutdown_kill_ends_the_run_with_137()
    {
        await using TestHost host = await TestHost.StartAsync(Settings);
        CommandResult result = await host.InBottleAsync(["--shutdown", "kill"], "sh", "-c", $$"""
            {{Call}}
            {{Call}}
            {{Call}}
            sleep 60
            """);
        Assert.That(result.ExitCode, Is.EqualTo(137), result.ToString());
        Assert.That(result.Error, Does.Contain("claude"), result.ToString());
        Assert.That((await host.RunsAsync()).Single().State, Is.EqualTo(RunState.Killed));
    }
}
