using BenchmarkDotNet.Attributes;
using BotBottle.Bench.Budgets;

namespace BotBottle.Bench.Store;

/// <summary>A call's report settled into the ledger on disk: row, counters of four scopes and the run's, answered after the commit. One alone, and a report of
/// 64 that come at once.</summary>
[MemoryDiagnoser]
public class LedgerWriterBenchmarks
{
    private const int Many = 64;

    private Desk? _desk;

    [GlobalSetup]
    public void Setup() => _desk = new Desk();

    [GlobalCleanup]
    public void Cleanup() => _desk?.Dispose();

    [Benchmark]
    public Task OneAsync() => _desk!.ReportAsync();

    [Benchmark(OperationsPerInvoke = Many)]
    public Task OfManyAsync() => _desk!.ReportAsync(Many);
}
