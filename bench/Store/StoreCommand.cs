using System.Diagnostics;
using System.Globalization;
using BotBottle.Controller.Daemon;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using Microsoft.Data.Sqlite;

namespace BotBottle.Bench.Store;

/// <summary>
/// <c>dotnet run -c Release --project bench -- store</c>: a real controller on its sockets with a million rows in its ledger: the times of <c>usage</c>, an
/// admission and a report, and the throughput of two hundred simultaneous proxies.
/// </summary>
internal static class StoreCommand
{
    private const int Rows = 1_000_000;
    private const int Runs = 1000;
    private const int Days = 30;
    private const int Reporters = 200;
    private const int CallsEach = 20;

    public static async Task<int> RunAsync()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("bb-store");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(home.FullName, "settings.yml"), "budget: {claude: {tokens: 4000000000000, window: weekly}}\n");
            await (await StartAsync(home)).DisposeAsync();
            long begun = Stopwatch.GetTimestamp();
            Fill(Path.Combine(home.FullName, "bot-bottle.db"));
            Console.WriteLine(Text($"{Rows:N0} rows of {Runs:N0} runs over {Days} days written in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s"));
            begun = Stopwatch.GetTimestamp();
            await using ControllerService service = await StartAsync(home);
            Console.WriteLine(Text($"controller ready after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:F0} ms, a week of a host's window read back"));
            using ControllerClient client = new(Path.Combine(home.FullName, "controller.sock"));
            // The controller of a host runs for weeks, so that its code is compiled.
            for (int i = 0; i < 30; i++)
            {
                _ = await client.UsageAsync("run");
            }
            foreach (string by in (string[])["run", "agent", "bottle", "provider", "model", "day"])
            {
                await MeasureAsync($"usage --by {by}", 21, _ => client.UsageAsync(by));
                await MeasureAsync($"usage --by {by} --since 24h", 21, _ => client.UsageAsync(by, DateTimeOffset.UtcNow.AddHours(-24)));
            }
            await CallsAsync(home, client);
            return await ReportersAsync(home, client) ? 0 : 1;
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static Task<ControllerService> StartAsync(DirectoryInfo home) =>
        ControllerService.StartAsync(home.FullName, TimeProvider.System, Console.Error.WriteLine);

    private static void Fill(string path)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText =
            $"""
            BEGIN;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Runs - 1})
            INSERT INTO runs (id, name, token_hash, agent, bottle, isolation, command, folder, owner_pid, owner_start, started_at, ended_at, exit_code, drained)
            SELECT 'run-' || i, 'name-' || i, x'00', 'agent-' || i % 7, 'bottle-' || i % 5, 'sandbox', '[]', '/', 1, 1, {now}, {now}, 0, 1 FROM n;
            INSERT INTO run_scopes SELECT id, 0, 'run:' || id FROM runs UNION ALL SELECT id, 1, 'agent:' || agent FROM runs
                UNION ALL SELECT id, 2, 'bottle:' || bottle FROM runs UNION ALL SELECT id, 3, 'host' FROM runs;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows - 1})
            INSERT INTO ledger (exchange, run, provider, host, path, model, response_id, status, input, cache_read, cache_write, output, reasoning, charged, quality,
                exchange_end, started_at, ended_at, committed_at)
            SELECT 'x' || i, 'run-' || (i / {Rows / Runs}), CASE i % 3 WHEN 0 THEN 'codex' ELSE 'claude' END, 'api.anthropic.com', '/v1/messages', 'model-' || i % 3, 'msg_' || i,
                200, 100 + i % 50, i % 1000, 7, 50, 0, 1157 + i % 50, 'exact', 'complete', t, t, t
            FROM (SELECT i, {now} - {Days} * 86400000 + i * ({Days} * 86400000 / {Rows}) AS t FROM n);
            COMMIT;
            """;
        command.ExecuteNonQuery();
    }

    private static async Task CallsAsync(DirectoryInfo home, ControllerClient client)
    {
        using ControllerClientForProxy proxy = await RegisterAsync(home, client, "one");
        await MeasureAsync("admission", 2000, i => proxy.AdmitAsync(Ask($"one-{i}")));
        await MeasureAsync("report", 2000, i => proxy.ReportAsync([Report($"one-{i}")]));
    }

    // Each proxy makes its calls one after another, all proxies at once.
    private static async Task<bool> ReportersAsync(DirectoryInfo home, ControllerClient client)
    {
        ControllerClientForProxy[] proxies = new ControllerClientForProxy[Reporters];
        for (int i = 0; i < proxies.Length; i++)
        {
            proxies[i] = await RegisterAsync(home, client, $"many-{i}");
        }
        long rows = (await client.StatusAsync()).LedgerRows;
        List<double>[] admissions = [.. proxies.Select(_ => new List<double>())];
        List<double>[] reports = [.. proxies.Select(_ => new List<double>())];
        long begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Reporters).Select(async i =>
        {
            for (int call = 0; call < CallsEach; call++)
            {
                string exchange = $"many-{i}-{call}";
                admissions[i].Add(await TimeAsync(() => proxies[i].AdmitAsync(Ask(exchange))));
                reports[i].Add(await TimeAsync(() => proxies[i].ReportAsync([Report(exchange)])));
            }
        }));
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Console.WriteLine(Text($"{Reporters} proxies at once, {CallsEach} calls each: {Reporters * CallsEach / seconds:N0} calls a second"));
        Print("  admission", [.. admissions.SelectMany(times => times)]);
        Print("  report", [.. reports.SelectMany(times => times)]);
        long added = (await client.StatusAsync()).LedgerRows - rows;
        Console.WriteLine(Text($"  rows added: {added:N0} of {Reporters * CallsEach:N0}"));
        Array.ForEach(proxies, proxy => proxy.Dispose());
        return added == Reporters * CallsEach;
    }

    private static async Task<ControllerClientForProxy> RegisterAsync(DirectoryInfo home, ControllerClient client, string name)
    {
        RunRegistered run = await client.RegisterAsync(new RunRegistration(
            name, "agent-1", ["bottle-1"], IsolationKind.None, null, new Dictionary<string, long>(), [], ["sleep"], "/tmp", Environment.ProcessId));
        return new ControllerClientForProxy(new ControllerAddress(Path.Combine(home.FullName, "proxy.sock"), run.Token));
    }

    private static AdmissionRequest Ask(string exchange) => new(exchange, "claude", "model-1", 1000, 4096, false);

    private static UsageReport Report(string exchange) => new(
        exchange, "claude", "api.anthropic.com", "/v1/messages", "model-1", null, 200, new TokenUsage(100, 900, 0, 200, 0), UsageQuality.Exact,
        ExchangeEnd.Complete,
        DateTimeOffset.UtcNow, DateTimeOffset.UtcNow);

    private static async Task MeasureAsync(string name, int times, Func<int, Task> act)
    {
        List<double> all = [];
        for (int i = 0; i < times; i++)
        {
            all.Add(await TimeAsync(() => act(i)));
        }
        Print(name, all);
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        long begun = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static void Print(string name, List<double> times)
    {
        times.Sort();
        Console.WriteLine(Text($"{name,-32} median {times[times.Count / 2],8:F2} ms   p99 {times[times.Count * 99 / 100],8:F2} ms"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
