using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>A budget of 1,000 tokens and responses of 400: the fourth call is refused in a form that each client understands.</summary>
[Category("System")]
public sealed class BudgetTests
{
    private const string Settings = "budget:\n  claude: {tokens: 1000, gate: off}\n";

    private const string Call = """
        curl -s -o answer -D head -w '%{http_code}\n' https://api.anthropic.com/v1/messages -H 'content-type: application/json' \
          -d '{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[{"role":"user","content":"hi"}]}'
        """;

    [Test]
    public async Task After_three_calls_the_fourth_is_refused_and_a_raise_lifts_the_cut()
    {
        await using CliHost host = await CliHost.StartAsync(Settings);
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
    public async Task Cutoff_provider_closes_one_provider_and_keeps_metering_the_other()
    {
        const string Codex = """
            curl -s -o answer -w '%{http_code}\n' https://api.openai.com/v1/responses -H 'content-type: application/json' -d '{"model":"gpt-5","max_output_tokens":64,"input":"hi"}'
            """;
        await using CliHost host = await CliHost.StartAsync(Settings + "shutdown: cutoff_provider\n");
        Task<CommandResult> run = host.InBottleAsync(["--name", "worker"], "sh", "-c", $$"""
            {{Call}}
            {{Call}}
            {{Call}}
            {{Call}}
            cat head
            curl -s -o models -w 'models %{http_code}\n' https://api.anthropic.com/v1/models
            {{Codex}}
            touch refused
            while [ ! -e raised ]; do sleep 0.05; done
            {{Call}}
            """);
        await host.UntilExistsAsync("refused", run);
        RunView view = (await host.RunsAsync()).Single();
        Assert.That((view.State, view.Closed, view.Cut), Is.EqualTo((RunState.Running, "claude", (EgressCut?)null)));
        Assert.That((await host.BotBottleAsync("ps")).Output, Does.Contain("running (claude closed)"));
        CommandResult explained = await host.BotBottleAsync("explain", "worker", "https://api.anthropic.com/v1/models");
        Assert.That(explained.Output, Does.Contain("egress_cut").And.Contain("budget set claude"), explained.ToString());
        Assert.That((await host.BotBottleAsync("explain", "worker", "https://api.openai.com/v1/models")).Output, Does.StartWith("allowed"));
        CommandResult usage = await host.BotBottleAsync("usage", "--by", "provider", "--json");
        Assert.That(usage.Output, Does.Contain("codex"), usage.ToString());
        Assert.That((await host.BotBottleAsync("budget", "set", "claude=5000")).ExitCode, Is.Zero);
        await File.WriteAllTextAsync(Path.Combine(host.Work, "raised"), "");
        CommandResult result = await run;
        string[] lines = result.Output.Split('\n');
        Assert.That(lines[..4], Is.EqualTo(new[] { "200", "200", "200", "402" }), result.ToString());
        Assert.That(result.Output, Does.Contain("X-Bot-Bottle-Reason: budget_exhausted").IgnoreCase.And.Contain("models 403\n200\n200"), result.ToString());
    }

    [Test]
    public async Task Shutdown_kill_ends_the_run_with_137()
    {
        await using CliHost host = await CliHost.StartAsync(Settings);
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
