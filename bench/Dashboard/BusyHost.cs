using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;
using BotBottle.Dashboard;

namespace BotBottle.Bench.Dashboard;

/// <summary>A busy host. Its lines are created in advance and read as JSON, like those of a controller.</summary>
internal sealed class BusyHost(int runs, int perSecond) : IHost, IDisposable
{
    private const int Prepared = 4000;

    private readonly PeriodicTimer _timer = new(TimeSpan.FromMilliseconds(20));
    private long _told;

    public string Address => "busy";

    /// <summary>The number of lines so far.</summary>
    public long Told => Volatile.Read(ref _told);

    public void Dispose() => _timer.Dispose();

    public async IAsyncEnumerable<HostUpdate> WatchAsync(long? afterEvent, long? afterExchange, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return new HostUpdate(
            DateTimeOffset.UtcNow, true, [.. Enumerable.Range(0, runs).Select(i => View(i, 0))],
            [.. Enumerable.Range(0, runs).SelectMany(i => View(i, 0).Budgets)], [], [], [], []);
        string[] lines = [.. Enumerable.Range(0, Prepared).Select(i => JsonSerializer.Serialize(Line(i), ControlJson.Default.HostUpdate))];
        long begun = Stopwatch.GetTimestamp();
        while (await _timer.WaitForNextTickAsync(cancellation))
        {
            long due = (long)(Stopwatch.GetElapsedTime(begun).TotalSeconds * perSecond);
            for (; _told < due; _told++)
            {
                HostUpdate line = JsonSerializer.Deserialize(lines[_told % Prepared], ControlJson.Default.HostUpdate)!;
                DateTimeOffset now = DateTimeOffset.UtcNow;
                yield return line with
                {
                    Time = now,
                    Events = [line.Events[0] with { Seq = _told + 1, Time = now }],
                    Exchanges = [line.Exchanges[0] with { Id = _told + 1, StartedAt = now.AddSeconds(-1), EndedAt = now }],
                };
            }
        }
    }

    public Task<RoutesView> RoutesAsync(string run, CancellationToken cancellation) => Task.FromResult(new RoutesView([]));

    public Task<IReadOnlyList<RunActionResult>> CutAsync(string run, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<RunActionResult>> RestoreAsync(string run, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<RunActionResult>> FreezeAsync(string run, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<RunActionResult>> KillAsync(string run, Consent consent, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<string> ResumeAsync(string run, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ApprovalView> DecideAsync(string approval, bool approve, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<BudgetView> SetBudgetAsync(BudgetChange change, Consent consent, CancellationToken cancellation) => throw new NotSupportedException();

    public Task ResetBudgetAsync(BudgetKey budget, CancellationToken cancellation) => throw new NotSupportedException();

    public Task ClearBudgetAsync(BudgetKey budget, Consent consent, CancellationToken cancellation) => throw new NotSupportedException();

    private HostUpdate Line(int number)
    {
        int run = number * 7919 % runs;
        RunView view = View(run, number);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new HostUpdate(
            now, false, [view], view.Budgets, [], [],
            [new LoggedEvent(number, now, (EventKind)(number % Enum.GetValues<EventKind>().Length), view.Run, view.Name,
                $"GET host-{number}.example.net:443/ is not on the allowlist", false, null)],
            [
                new ExchangeView(
                    number, view.Run, "claude", "api.anthropic.com", "/v1/messages", "claude-sonnet-4-5", 200, new TokenUsage(600, 0, 100, 200, 0),
                    900 + number % 100, UsageQuality.Exact,
                    ExchangeEnd.Complete, now, now),
            ]);
    }

    private static RunView View(int run, int number) => new(
        $"id{run:0000}", $"run-{run:000}", RunState.Running, "fixer", $"bottle-{run % 20}", IsolationKind.Sandbox, 1000 + run,
        DateTimeOffset.UtcNow.AddHours(-1), null, null, null, number, number % 5,
        [
            new BudgetView("claude", $"run:run-{run:000}", 5_000_000, number * 900L, 1_200, null, number, "none", null, "hard", "paced", "--budget"),
            new BudgetView(
                "codex", "host", 50_000_000, number * 100L, 0, null, number, "daily", DateTimeOffset.UtcNow.AddHours(3), "hard", "paced", "settings.yml:2"),
        ]);
}
