using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>Six agents at work in a bottle, started with the plain command that a person types. A scripted model makes them use their own tools.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed partial class AgentTests
{
    private static IEnumerable<string> Names => KnownAgents.All.Select(agent => agent.Name);

    // The usual run has one agent for each protocol on a prompt and one in a terminal, for what all six have in common; AgentSuspendTests has another.
    private static IEnumerable<TestCaseData> OnPrompt => Usually("claude", "codex", "gemini");

    private static IEnumerable<TestCaseData> InTerminal => Usually("codex");

    private static IEnumerable<TestCaseData> Usually(params string[] usual) =>
        Names.Select(name => usual.Contains(name) ? new TestCaseData(name) : new TestCaseData(name).SetCategory("Long"));

    [TestCaseSource(nameof(OnPrompt))]
    public async Task The_agent_works_on_a_prompt(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Mend]);
        CommandResult result = await host.OneShotAsync("Please mend the sum.");
        string told = $"{result}\n{host.Describe()}";
        Assert.That(result.ExitCode, Is.Zero, told);
        Assert.That(result.Output + result.Error, Does.Contain(Tasks.Mend.LastWord), told);
        Assert.That(host.Model.Mistakes, Is.Empty, told);
        string[] results = [.. host.Model.Results];
        Assert.That(results, Has.Length.EqualTo(4), told);
        Assert.That(results[0], Does.Contain("a - b"), told);
        Assert.That(results[2], Does.Contain("pass 1").And.Contain("fail 0"), told);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "sum.js")), Is.EqualTo("export const sum = (a, b) => a + b;\n"), told);
        Assert.That(await host.GitAsync("log", "--format=%an %s"), Is.EqualTo("Ada Mend the sum\nAda Start\n"), told);
        Assert.That(await host.GitAsync("status", "--porcelain"), Is.Empty, told);
        Assert.That(host.Provider.Calls.All(call => call.OverWebSocket), Is.EqualTo(host.Agent.SpeaksByWebSocket), "it did not fall back");
        await host.LedgerHoldsAsync();
        AgentTable.Saw(host.Agent, AgentTable.OneShot, $"`bot-bottle run -- {string.Join(' ', [host.Agent.Name, .. host.Agent.OneShot("PROMPT")])}`");
        AgentTable.Saw(host.Agent, AgentTable.Edit, $"yes, by `{host.Agent.ToolFor(Tasks.Mend.Steps[1])}`");
        AgentTable.Saw(host.Agent, AgentTable.Command, $"yes, by `{host.Agent.ToolFor(Tasks.Mend.Steps[2])}`");
        AgentTable.Saw(host.Agent, AgentTable.Commit, "yes, as the operator");
    }

    [TestCaseSource(nameof(InTerminal))]
    public async Task The_agent_starts_in_a_terminal_and_completes_a_turn(string name)
    {
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Look]);
        await using AgentTerminal terminal = host.Terminal();
        await terminal.UntilAsync(host.Agent.Ready);
        await terminal.TypeLineAsync("Please look around", () => host.Model.HasSeen(Tasks.Look));
        await terminal.UntilAsync(Tasks.Look.LastWord);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(host.Work, "seen.txt")), Is.EqualTo("looked\n"), host.Describe());
        await terminal.LeaveAsync(host.Agent);
        await host.LedgerHoldsAsync();
        AgentTable.Saw(host.Agent, AgentTable.Interactive, $"yes, `bot-bottle run -- {host.Agent.Name}`");
    }

    [TestCase("claude", "--output-format", "json")]
    [TestCase("codex")]
    public async Task The_agent_shows_the_tokens_of_the_ledger(string name, params string[] options)
    {
        // With a subscription's login that has ended: the host refreshes it, and the agent holds a placeholder.
        await using AgentHost host = await AgentHost.StartAsync(KnownAgents.Named(name), [Tasks.Look]);
        KeptLogin login = host.KeepLogin();
        CommandResult result = await host.RunAsync(["run", "--", name, .. host.Agent.OneShot("Please look around."), .. options]);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        long told = name == "claude" ? ClaudesCount(result.Output) : CodexCount(result.Output + result.Error);

        // Codex leaves out tokens from the cache.
        long expected = host.Provider.Calls.Sum(call => name == "codex" ? call.Usage.Input + call.Usage.Output : call.Usage.Total);
        Assert.That(told, Is.Positive.And.EqualTo(expected), result.ToString());
        Assert.That(login.Refreshes, Has.Count.EqualTo(1), host.Describe());
        Assert.That(result.Error, Does.Contain($"with the login {name}:work"));
        await login.IsNowhereAsync(host.Host);
        await host.LedgerHoldsAsync();
    }

    private static long ClaudesCount(string report)
    {
        using JsonDocument parsed = JsonDocument.Parse(report);
        return parsed.RootElement.GetProperty("modelUsage").EnumerateObject().Sum(model =>
            new[] { "inputTokens", "outputTokens", "cacheReadInputTokens", "cacheCreationInputTokens" }.Sum(name => model.Value.GetProperty(name).GetInt64()));
    }

    private static long CodexCount(string output) =>
        long.Parse(TokensUsed().Match(output).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tokens used\s*:?\s*([\d,]+)")]
    private static partial Regex TokensUsed();
}
