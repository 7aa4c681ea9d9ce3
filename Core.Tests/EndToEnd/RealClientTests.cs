using System.Text.Json;
using System.Text.RegularExpressions;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The SDKs and agents from npm, unmodified, on the stock runtime: what they count is what the ledger holds.</summary>
[Category("System")]
public sealed partial class RealClientTests
{
    [TestCase("anthropic-sdk.mjs", 800)]
    [TestCase("openai-sdk.mjs", 1600)]
    public async Task Sdk_on_a_runtime_that_ignores_proxy_variables(string script, long tokens)
    {
        string clients = await ClientPackages.FolderAsync();
        await using TestHost host = await TestHost.StartAsync();
        CommandResult result = await host.InBottleAsync(["--share", $"{clients}:ro"], "node", Path.Combine(clients, script));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        using JsonDocument counted = JsonDocument.Parse(result.Output);
        Assert.That(counted.RootElement.GetProperty("text").GetString(), Is.EqualTo("Hello from the simulated provider."));
        Assert.That(counted.RootElement.GetProperty("tokens").GetInt64(), Is.EqualTo(tokens), "as the client counts");
        await LedgerHolds(host, tokens);
    }

    [Test]
    public async Task Claude_Code_completes_a_turn()
    {
        string clients = await ClientPackages.FolderAsync();
        await using TestHost host = await TestHost.StartAsync();
        CommandResult result = await host.InBottleAsync(["--share", $"{clients}:ro"],
            Path.Combine(clients, "node_modules/.bin/claude"), "-p", "say hi", "--output-format", "json");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output, Does.Contain("Hello from the simulated provider."), result.ToString());
        using JsonDocument report = JsonDocument.Parse(result.Output);
        long told = 0;
        foreach (JsonProperty model in report.RootElement.GetProperty("modelUsage").EnumerateObject())
        {
            told += model.Value.GetProperty("inputTokens").GetInt64() + model.Value.GetProperty("outputTokens").GetInt64()
                + model.Value.GetProperty("cacheReadInputTokens").GetInt64() + model.Value.GetProperty("cacheCreationInputTokens").GetInt64();
        }

        Assert.That(told, Is.GreaterThan(0).And.EqualTo(host.Provider.TotalTokens), result.Output);
        await LedgerHolds(host, told);
    }

    [Test]
    public async Task Codex_completes_a_turn_over_its_WebSocket()
    {
        string clients = await ClientPackages.FolderAsync();
        await using TestHost host = await TestHost.StartAsync();
        CommandResult result = await host.InBottleAsync(["--share", $"{clients}:ro"],
            Path.Combine(clients, "node_modules/.bin/codex"), "exec", "--skip-git-repo-check", "say hi");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(result.Output + result.Error, Does.Contain("Hello from the simulated provider."), result.ToString());
        Match told = TokensUsed().Match(result.Output + result.Error);
        Assert.That(told.Success, Is.True, result.ToString());
        long tokens = long.Parse(told.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(tokens, Is.EqualTo(host.Provider.TotalTokens), result.ToString());
        Assert.That(host.Provider.Calls, Is.Not.Empty.And.All.Property("OverWebSocket").True, "it did not fall back");
        await LedgerHolds(host, tokens);
    }

    private static async Task LedgerHolds(TestHost host, long tokens)
    {
        IReadOnlyList<UsageRow> rows = await host.UsageAsync();
        Assert.That(rows.Sum(row => row.ChargedTokens), Is.EqualTo(tokens), "as the ledger counts");
        Assert.That(rows.Sum(row => row.EstimatedRequests), Is.Zero, "every row exact");
        Assert.That(rows.Sum(row => row.Requests), Is.EqualTo(host.Provider.Calls.Count));
    }

    [GeneratedRegex(@"tokens used\s*:?\s*([\d,]+)")]
    private static partial Regex TokensUsed();
}
