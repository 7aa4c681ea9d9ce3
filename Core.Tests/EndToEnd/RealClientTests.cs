using System.Text.Json;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The unmodified SDKs from npm on the standard runtime: their counts equal the ledger's.</summary>
[Category("System")]
public sealed class RealClientTests
{
    [TestCase("anthropic-sdk.mjs", 800)]
    [TestCase("openai-sdk.mjs", 1600)]
    public async Task An_sdk_works_on_a_runtime_that_ignores_proxy_variables(string script, long tokens)
    {
        string clients = await ClientPackages.FolderAsync();
        await using CliHost host = await CliHost.StartAsync();
        CommandResult result = await host.InBottleAsync(["--share", $"{clients}:ro"], "node", Path.Combine(clients, script));
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        using JsonDocument counted = JsonDocument.Parse(result.Output);
        Assert.That(counted.RootElement.GetProperty("text").GetString(), Is.EqualTo("Hello from the simulated provider."));
        Assert.That(counted.RootElement.GetProperty("tokens").GetInt64(), Is.EqualTo(tokens), "as the client counts");
        await LedgerHolds(host, tokens);
    }

    private static async Task LedgerHolds(CliHost host, long tokens)
    {
        IReadOnlyList<UsageRow> rows = await host.UsageAsync();
        Assert.That(rows.Sum(row => row.ChargedTokens), Is.EqualTo(tokens), "as the ledger counts");
        Assert.That(rows.Sum(row => row.EstimatedRequests), Is.Zero, "every row is exact");
        Assert.That(rows.Sum(row => row.Requests), Is.EqualTo(host.Provider.Calls.Count));
    }
}
