using BenchmarkDotNet.Attributes;
using BotBottle.Bench.Dlp;
using BotBottle.Core.Injection;

namespace BotBottle.Bench.Injection;

/// <summary>Scans one MiB of a response in pieces of 64 KiB.</summary>
[MemoryDiagnoser]
public class InjectionScanBenchmarks
{
    private const int PieceBytes = 64 * 1024;

    private readonly InjectionScan _scan = new();
    private byte[] _bytes = [];

    /// <summary>The input from <see cref="DlpInputs.Injection"/>.</summary>
    [ParamsSource(nameof(Inputs))]
    public string Input { get; set; } = "";

    public static IEnumerable<string> Inputs => DlpInputs.Injection.Select(input => input.Name);

    [GlobalSetup]
    public void Setup() => _bytes = DlpInputs.Injection.Single(input => input.Name == Input).Bytes;

    [Benchmark]
    public void Scan()
    {
        _scan.Reset();
        for (int at = 0; at < _bytes.Length; at += PieceBytes)
        {
            _scan.Append(_bytes.AsSpan(at, PieceBytes));
        }
    }
}
