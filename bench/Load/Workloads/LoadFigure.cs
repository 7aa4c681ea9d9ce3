namespace BotBottle.Bench.Load.Workloads;

/// <summary>What one turn of a load came to.</summary>
/// <param name="Count">Units of the workload that were done.</param>
/// <param name="Bytes">Bytes of bodies and messages that went through, both directions.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Times">How long each unit took, in ticks of the stopwatch; empty where that says nothing.</param>
internal sealed record LoadFigure(double Count, long Bytes, double Seconds, IReadOnlyList<long> Times)
{
    public double Rate => Count / Seconds;
}
