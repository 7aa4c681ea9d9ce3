using System.Text.Json;
using BotBottle.Controller.Demo;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Codex from npm over its WebSocket, in a bottle: the ledger's rows and the messages to its user.</summary>
[Category("System")]
public sealed class WebSocketTests
{
    [Test]
    public async Task Three_turns_of_Codex_on_one_socket_are_metered_separately()
    {
        await using CliHost host = await CliHost.StartAsync();
        List<JsonElement> turns = await TurnsAsync(host, [], "one", "two", "three");
        Assert.That(turns.Select(turn => turn.GetProperty("status").GetString()), Is.EqualTo(new[] { "completed", "completed", "completed" }));
        AssertOneSocket(host);
        Assert.That(host.Provider.TotalTokens, Is.EqualTo(1200));
        UsageRow row = (await host.UsageAsync()).Single();
        Assert.That((row.ChargedTokens, row.Requests, row.EstimatedRequests), Is.EqualTo((1200L, (long)host.Provider.Calls.Count, 0L)));
    }

    [Test]
    public async Task A_budget_crossed_between_turns_refuses_the_next_turn_with_the_reason()
    {
        await using CliHost host = await CliHost.StartAsync("budget:\n  codex: {tokens: 700, gate: off}\n");
        List<JsonElement> turns = await TurnsAsync(host, [], "one", "two", "three");
        Assert.That(turns.Select(turn => turn.GetProperty("status").GetString()), Is.EqualTo(new[] { "completed", "completed", "failed" }));
        Assert.That(turns[2].GetProperty("told").GetString(), Does.Contain("the budget is exhausted").And.Contain("800 of 700 tokens spent"));
        AssertOneSocket(host);
        UsageRow row = (await host.UsageAsync()).Single();
        Assert.That((row.ChargedTokens, row.EstimatedRequests), Is.EqualTo((800L, 0L)));
        CommandResult log = await host.BotBottleAsync("log", "--json");
        Assert.That(log.Output.Split('\n').Count(line => line.Contains("\"egress_block\"", StringComparison.Ordinal)
            && line.Contains("budget_exhausted", StringComparison.Ordinal) && line.Contains("/v1/responses", StringComparison.Ordinal)), Is.EqualTo(1),
            log.ToString());
    }

    [Test]
    public async Task A_spent_budget_sends_Codex_to_HTTP_with_the_reason_and_a_raise_lets_it_continue()
    {
        string clients = await ClientPackages.FolderAsync();
        await using CliHost host = await CliHost.StartAsync("budget:\n  codex: {tokens: 300, gate: off}\n");
        string codex = $"{Path.Combine(clients, "node_modules/.bin/codex")} exec --skip-git-repo-check";
        Task<CommandResult> run = host.InBottleAsync(
            ["--share", $"{clients}:ro"], "sh", "-c", $"{codex} one; {codex} two; touch refused; while [ ! -e raised ]; do sleep 0.05; done; {codex} three");
        await host.UntilExistsAsync("refused", run);
        Assert.That(host.Provider.Calls.Count(call => call.Usage.Output > 0), Is.EqualTo(1), "the second never reached the provider");
        CommandResult log = await host.BotBottleAsync("log", "--json");
        string[] refusals = [.. log.Output.Split('\n')
            .Where(line => line.Contains("\"budget_exhausted\"", StringComparison.Ordinal) && line.Contains("\"POST\"", StringComparison.Ordinal))];
        Assert.That(refusals, Has.Length.EqualTo(1), log.ToString());
        Assert.That((await host.BotBottleAsync("budget", "set", "codex=50000")).ExitCode, Is.Zero);
        await File.WriteAllTextAsync(Path.Combine(host.Work, "raised"), "");
        CommandResult result = await run;
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output + result.Error, Does.Contain("400 of 300 tokens spent"), result.ToString());
        Assert.That(host.Provider.Calls.Count(call => call.Usage.Output > 0), Is.EqualTo(2));
        Assert.That((await host.UsageAsync()).Sum(row => row.ChargedTokens), Is.EqualTo(800));
    }

    [Test]
    public async Task An_operators_cut_ends_a_streaming_turn_with_the_refusal_and_a_flagged_row()
    {
        using SemaphoreSlim streaming = new(0);
        await using CliHost host = await CliHost.StartAsync(_ =>
        {
            streaming.Release();
            return new SimulatedAnswer(
                new TokenUsage(300, 0, 0, 100, 0), [.. Enumerable.Range(0, 600).Select(word => $" word{word}")], TimeSpan.FromMilliseconds(100));
        });
        Task<List<JsonElement>> turns = TurnsAsync(host, ["--name", "worker"], "one");
        Assert.That(await streaming.WaitAsync(TimeSpan.FromSeconds(120)), Is.True);
        // A warm-up requests a response as well; that of the turn is the second.
        Assert.That(await streaming.WaitAsync(TimeSpan.FromSeconds(120)), Is.True);
        CommandResult cut = await host.BotBottleAsync("cut", "worker");
        Assert.That(cut.ExitCode, Is.Zero, cut.ToString());
        JsonElement turn = (await turns).Single();
        Assert.That(turn.GetProperty("status").GetString(), Is.EqualTo("failed"));
        Assert.That(turn.GetProperty("told").GetString(), Does.Contain("egress of this run is cut"));
        AssertOneSocket(host);
        UsageRow row = (await host.UsageAsync()).Single();
        Assert.That(row.EstimatedRequests, Is.EqualTo(1), "flagged");
        Assert.That(row.ChargedTokens, Is.GreaterThan(0));
    }

    [Test]
    public async Task Two_simultaneous_lanes_give_two_exact_rows()
    {
        string clients = await ClientPackages.FolderAsync();
        await using CliHost host = await CliHost.StartAsync(
            number => new SimulatedAnswer(
                new TokenUsage(100 + number, 7, 0, 50 + number, 0), [.. Enumerable.Range(0, 20).Select(word => $" {word}")], TimeSpan.FromMilliseconds(10)));
        CommandResult result = await host.InBottleAsync(["--share", $"{clients}:ro"], "node", Path.Combine(clients, "lanes.mjs"));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("left ").And.Contain("right "), result.ToString());
        UsageRow row = (await host.UsageAsync()).Single();
        Assert.That((row.ChargedTokens, row.Requests, row.EstimatedRequests), Is.EqualTo((157L + 159L, 2L, 0L)));
        AssertOneSocket(host);
    }

    /// <summary>The turns of one Codex process, as it reports them.</summary>
    private static async Task<List<JsonElement>> TurnsAsync(CliHost host, IEnumerable<string> options, params string[] prompts)
    {
        string clients = await ClientPackages.FolderAsync();
        CommandResult result = await host.InBottleAsync(
            [.. options, "--share", $"{clients}:ro"],
            ["node", Path.Combine(clients, "codex-turns.mjs"), Path.Combine(clients, "node_modules/.bin/codex"), .. prompts]);
        List<JsonElement> turns = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(turns, Has.Count.EqualTo(prompts.Length), result.ToString());
        return turns;
    }

    private static void AssertOneSocket(CliHost host)
    {
        Assert.That(host.Provider.WebSockets, Is.EqualTo(1));
        Assert.That(host.Provider.Calls, Is.Not.Empty.And.All.Property("OverWebSocket").True, "no call fell back to HTTP");
    }
}
