namespace BotBottle.Bench.Load.Peers;

/// <summary>One way under one load.</summary>
/// <param name="Load">The load.</param>
/// <param name="Unit">The counted unit.</param>
/// <param name="Way">The way.</param>
/// <param name="Rate">Units per second, median of the turns.</param>
/// <param name="Megabytes">Millions of bytes of bodies and messages a second, both directions.</param>
/// <param name="OfStraight">The ratio to the direct way's rate, median over the rounds.</param>
/// <param name="P50">The median of a unit's time in milliseconds; NaN if it is meaningless.</param>
/// <param name="P99">Its 99th percentile.</param>
/// <param name="CpuSecondsAGigabyte">Processor seconds of the way's own processes for 10⁹ bytes.</param>
/// <param name="CpuMicrosecondsEach">Processor microseconds of the way's own processes for a unit.</param>
/// <param name="Mebibytes">Resident memory of its processes after the last turn.</param>
/// <param name="Turns">The rate of each turn, in order; turn i of every way of a load belongs to one round.</param>
internal sealed record ComparisonRow(
    string Load, string Unit, string Way, double Rate, double Megabytes, double OfStraight, double P50, double P99, double CpuSecondsAGigabyte,
    double CpuMicrosecondsEach,
    double Mebibytes, IReadOnlyList<double> Turns);
