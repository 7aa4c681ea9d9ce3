using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using BotBottle.Bench.Load;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Bench.Watch;

/// <summary>
/// <c>dotnet run -c Release --project bench -- watch</c>: a real controller process with 500 live runs, one budget for each and one for the host, with 100
/// model calls and 100 events per second: the processor time that watchers add, and the delay from a call's report to its display.
/// </summary>
internal static class WatchCommand
{
    private const int Runs = 500;
    private const int ASecond = 100;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync()
    {
        using ControllerProcess controller = await ControllerProcess.StartAsync("budget: {claude: {tokens: 4000000000000, window: 24h}}\n");
        foreach (bool own in (bool[])[false, true])
        {
            ControllerClientForProxy[] proxies = await RegisterAsync(controller, own);
            Console.WriteLine(own ? $"{Runs} runs with a budget of their own" : $"{Runs} runs under the host's budget");
            await MeasureAsync(controller, proxies, watchers: 0, quiet: true);
            foreach (int watchers in (int[])[0, 1, 4, 0, 1, 4])
            {
                await MeasureAsync(controller, proxies, watchers);
            }

            await MeasureAsync(controller, proxies, watchers: 0, isIdle: true);
            await MeasureAsync(controller, proxies, watchers: 1, isIdle: true);
            foreach (RunView run in await controller.Client.RunsAsync())
            {
                await controller.Client.EndAsync(run.Run, new RunEnd(0));
            }

            Array.ForEach(proxies, proxy => proxy.Dispose());
        }

        return 0;
    }

    private static async Task MeasureAsync(
        ControllerProcess controller, ControllerClientForProxy[] proxies, int watchers, bool isIdle = false, bool quiet = false)
    {
        ConcurrentBag<double> delays = [];
        DateTimeOffset beganAt = DateTimeOffset.UtcNow;
        ConcurrentBag<double> acknowledged = [];
        int lines = 0;
        long runs = 0;
        using CancellationTokenSource over = new();
        Task[] watching = [.. Enumerable.Range(0, watchers).Select(_ => Task.Run(async () =>
        {
            try
            {
                await foreach (HostUpdate update in controller.Client.WatchAsync(cancellation: over.Token))
                {
                    Interlocked.Increment(ref lines);
                    Interlocked.Add(ref runs, update.Runs.Count);
                    foreach (ExchangeView call in update.Exchanges.Where(call => call.StartedAt >= beganAt))
                    {
                        delays.Add((DateTimeOffset.UtcNow - call.StartedAt).TotalMilliseconds);
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }))];
        await Task.Delay(TimeSpan.FromSeconds(1)); // the snapshot and its history do not count
        (lines, runs) = (0, 0);
        double before = ProcessMeter.CpuSeconds(controller.Id);
        long begun = Stopwatch.GetTimestamp();
        if (isIdle)
        {
            await Task.Delay(Length);
        }
        else
        {
            await Task.WhenAll(CallAsync(proxies, acknowledged), TellAsync(proxies));
        }

        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double used = (ProcessMeter.CpuSeconds(controller.Id) - before) * 1000 / seconds;
        await over.CancelAsync();
        await Task.WhenAll(watching);
        if (!quiet)
        {
            string seen = Times("a report is acknowledged", acknowledged) + Times("its call is seen", delays);
            string told = watchers == 0 ? "" : Text($", {lines / seconds / watchers:F1} lines a second to each, {(lines == 0 ? 0 : runs / lines)} runs a line");
            Console.WriteLine(Text($"  {(isIdle ? "idle" : "load")}, {watchers} watchers: {used,6:F1} ms of processor time a second{told}{seen}"));
        }
    }

    private static string Times(string what, IEnumerable<double> all)
    {
        double[] sorted = [.. all.Order()];
        return sorted.Length == 0
            ? ""
            : Text($", {what} after {sorted[sorted.Length / 2]:F0} ms (p99 {sorted[sorted.Length * 99 / 100]:F0}, longest {sorted[^1]:F0})");
    }

    private static Task CallAsync(ControllerClientForProxy[] proxies, ConcurrentBag<double> acknowledged)
    {
        return PaceAsync(async i =>
        {
            string exchange = Guid.NewGuid().ToString("N");
            ControllerClientForProxy proxy = proxies[i % proxies.Length];
            await proxy.AdmitAsync(new AdmissionRequest(exchange, "claude", "model-1", 1000, 4096, false));
            long sent = Stopwatch.GetTimestamp();
            await proxy.ReportAsync([new UsageReport(
                exchange, "claude", "api.anthropic.com", "/v1/messages", "model-1", null, 200, new TokenUsage(100, 900, 0, 200, 0), UsageQuality.Exact,
                ExchangeEnd.Complete, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow)]);
            acknowledged.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        });
    }

    private static Task TellAsync(ControllerClientForProxy[] proxies) => PaceAsync(i => proxies[i * 7 % proxies.Length].LogAsync(
        [new EgressEvent(EventKind.EgressBlock, DateTimeOffset.UtcNow, "denied.example", "CONNECT", null, 403, "host_not_allowed", "not on the allowlist")]));

    private static async Task PaceAsync(Func<int, Task> act)
    {
        List<Task> all = [];
        long begun = Stopwatch.GetTimestamp();
        using PeriodicTimer pace = new(TimeSpan.FromSeconds(1.0 / ASecond));
        for (int i = 0; Stopwatch.GetElapsedTime(begun) < Length; i++)
        {
            all.Add(act(i));
            await pace.WaitForNextTickAsync();
        }

        await Task.WhenAll(all);
    }

    private static async Task<ControllerClientForProxy[]> RegisterAsync(ControllerProcess controller, bool own)
    {
        ControllerClientForProxy[] proxies = new ControllerClientForProxy[Runs];
        for (int i = 0; i < Runs; i++)
        {
            Dictionary<string, long> budgets = own ? new() { ["claude"] = 4_000_000_000 } : [];
            RunRegistered run = await controller.Client.RegisterAsync(new RunRegistration(
                null, $"agent-{i % 10}", [$"bottle-{i % 20}"], IsolationKind.None, null, budgets, [], ["sleep"], "/tmp", Environment.ProcessId));
            proxies[i] = new ControllerClientForProxy(new ControllerAddress(controller.ProxySocket, run.Token));
        }

        return proxies;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
