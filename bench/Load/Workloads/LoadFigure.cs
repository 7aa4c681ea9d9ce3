namespace BotBottle.Bench.Load.Workloads;

/// <summary>The result of one turn of a load.</summary>
/// <param name="Count">The completed units of the workload.</param>
/// <param name="Bytes">The transferred bytes of bodies and messages in both directions.</param>
/// <param name="Seconds">The duration.</param>
/// <param name="Times">The time of each unit, in ticks of the stopwatch; empty if it is meaningless.</param>
internal sealed record LoadFigure(double Count, long Bytes, double Seconds, IReadOnlyList<long> Times)
{
    public double Rate => Count / Seconds;
}
