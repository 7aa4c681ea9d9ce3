using BenchmarkDotNet.Attributes;
using BotBottle.Bench.Budgets;

namespace BotBottle.Bench.Store;

/// <summary>
/// Settles a call's report into the ledger on disk: row, counters of four scopes and of the run, completed after the commit. A single report, and 64 that
/// arrive at once.
/// </summary>
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
