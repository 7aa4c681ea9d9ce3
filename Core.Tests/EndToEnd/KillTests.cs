using BotBottle.Controller.Demo;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using Microsoft.Data.Sqlite;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>kill -9 of the controller and of the proxy at random moments under load: each finished exchange is in the ledger exactly once.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class KillTests
{
    [Test]
    [Category("System")]
    public Task Five_kills_lose_nothing() => Kill(times: 5, seed: 1);

    [Test]
    [Category("Long")]
    public Task A_hundred_kills_lose_nothing() => Kill(times: 100, seed: 20261121);

    private static async Task Kill(int times, int seed)
    {
        await using CliHost host = await CliHost.StartAsync(_ => new SimulatedAnswer(
            new TokenUsage(300, 0, 0, 100, 0), [" a", " b", " c", " d", " e", " f"], TimeSpan.FromMilliseconds(5)));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "../../../EndToEnd/Clients/load.mjs"), Path.Combine(host.Work, "load.mjs"));
        Task<CommandResult> run = Command.RunAsync(
            CliHost.Cli, ["run", "--name", "load", "--", "node", "load.mjs"], host.Work, host.Environment(), seconds: 600);
        Random random = new(seed);
        int kills = 0;
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(30 + (times * 5)));
        int callsAtLastKill = 0;
        while (kills < times && !run.IsCompleted)
        {
            if (!await host.UntilCallsAsync(callsAtLastKill + random.Next(1, 30), run, bound.Token))
            {
                break;
            }

            int? victim = random.Next(2) == 0 ? host.Processes.Controller() : host.Processes.Proxy();
            if (victim is { } pid && HomeProcesses.KillNow(pid))
            {
                kills++;
                callsAtLastKill = host.Provider.Calls.Count;
            }
        }

        string state = kills < times ? await host.DescribeAsync() : "";
        await File.WriteAllTextAsync(Path.Combine(host.Work, "stop"), "", CancellationToken.None);
        CommandResult result = await run;
        Assert.That(kills, Is.EqualTo(times), $"{state}\n{result}");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        string[] finished = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<UsageRow> rows = await host.UsageAsync("run");

        using SqliteConnection database = new($"Data Source={Path.Combine(host.Home, "bot-bottle.db")};Mode=ReadOnly;Pooling=False");
        database.Open();
        Dictionary<string, (int Rows, long Tokens, bool Exact)> ledger = [];
        using SqliteCommand query = database.CreateCommand();
        query.CommandText =
            "SELECT response_id, count(*), sum(input + output), min(quality = 'exact') FROM ledger WHERE response_id IS NOT NULL GROUP BY response_id";
        using (SqliteDataReader reader = query.ExecuteReader())
        {
            while (reader.Read())
            {
                ledger.Add(reader.GetString(0), (reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3) == 1));
            }
        }

        TestContext.Out.WriteLine(
            $"{kills} kills, {finished.Length} finished exchanges, {host.Provider.Calls.Count} calls at the provider, " +
            $"{rows.Sum(row => row.Requests)} ledger rows, {rows.Sum(row => row.EstimatedRequests)} estimated");
        Assert.That(finished, Is.Unique);
        string[] wrong = [.. finished.Where(id => !ledger.TryGetValue(id, out var row) || row != (1, 400, true))];
        Assert.That(wrong, Is.Empty, $"of {finished.Length} finished exchanges these are not in the ledger exactly once with 400 tokens");
        Assert.That(rows.Sum(row => row.Requests), Is.GreaterThanOrEqualTo(host.Provider.Calls.Count), "no call at the provider is missing");
    }
}
