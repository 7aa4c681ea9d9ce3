using System.Text;
using BenchmarkDotNet.Attributes;
using BotBottle.Bench.Allocations;
using BotBottle.Core.Dlp;

namespace BotBottle.Bench.Dlp;

/// <summary>Scans one MiB of outbound text in pieces of 64 KiB, compared with a copy of it and with one .NET expression of the documented shapes.</summary>
[MemoryDiagnoser]
public class DlpScanBenchmarks
{
    private const int PieceBytes = 64 * 1024;

    private readonly DlpScan _few = new(DlpSets.Few);
    private readonly DlpScan _many = new(DlpSets.Many);
    private readonly byte[] _copy = new byte[PieceBytes];
    private readonly char[] _characters = new char[PieceBytes];
    private byte[] _bytes = [];

    /// <summary>The input from <see cref="DlpInputs"/>.</summary>
    [ParamsSource(nameof(Inputs))]
    public string Input { get; set; } = "";

    public static IEnumerable<string> Inputs => DlpInputs.All.Select(input => input.Name);

    [GlobalSetup]
    public void Setup() => _bytes = DlpInputs.All.Single(input => input.Name == Input).Bytes;

    [Benchmark]
    public int PatternsAndFiveSecrets() => Scan(_few);

    [Benchmark]
    public int PatternsAndAllSecrets() => Scan(_many);

    [Yardstick]
    [Benchmark(Baseline = true)]
    public void Copy()
    {
        for (int at = 0; at < _bytes.Length; at += PieceBytes)
        {
            _bytes.AsSpan(at, PieceBytes).CopyTo(_copy);
        }
    }

    [Yardstick]
    [Benchmark]
    public int Expression()
    {
        int found = 0;
        for (int at = 0; at < _bytes.Length; at += PieceBytes)
        {
            int count = Encoding.Latin1.GetChars(_bytes, at, PieceBytes, _characters, 0);
            found += DlpSets.Expression.Count(_characters.AsSpan(0, count));
        }

        return found;
    }

    private int Scan(DlpScan scan)
    {
        int found = 0;
        for (int at = 0; at < _bytes.Length; at += PieceBytes)
        {
            found += scan.Append(_bytes.AsSpan(at, PieceBytes)).Count;
        }

        return found;
    }
}
