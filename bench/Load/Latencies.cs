using System.Diagnostics;

namespace BotBottle.Bench.Load;

/// <summary>Times in ticks of <see cref="Stopwatch"/>, sorted once.</summary>
internal sealed class Latencies
{
    private readonly long[] _sorted;

    public Latencies(IEnumerable<long> ticks) => _sorted = [.. ticks.Order()];

    public int Count => _sorted.Length;

    /// <summary>In milliseconds; 0.5 is the median, 1 the longest.</summary>
    public double At(double quantile) =>
        _sorted.Length == 0 ? double.NaN : _sorted[(int)Math.Min(_sorted.Length - 1, quantile * _sorted.Length)] * 1000.0 / Stopwatch.Frequency;
}
