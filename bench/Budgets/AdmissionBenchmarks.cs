using System.Globalization;
using BenchmarkDotNet.Attributes;
using BotBottle.Core.Budgets;

namespace BotBottle.Bench.Budgets;

/// <summary>
/// Admits one model call under two strict budgets and withdraws it, with a number of other calls in flight. The ledger is on disk and is not written.
/// </summary>
[MemoryDiagnoser]
public class AdmissionBenchmarks
{
    private Desk? _desk;

    [Params(0, 100)]
    public int InFlight { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _desk = new Desk();
        for (int i = 0; i < InFlight; i++)
        {
            await _desk.AdmitAsync(i.ToString(CultureInfo.InvariantCulture));
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _desk?.Dispose();

    [Benchmark]
    public async Task<AdmissionVerdict> AdmitAsync()
    {
        AdmissionAnswer answer = await _desk!.AdmitAsync("exchange");
        _desk.Withdraw("exchange");
        return answer.Verdict == AdmissionVerdict.Admitted ? answer.Verdict : throw new InvalidOperationException($"{answer.Verdict}");
    }
}
