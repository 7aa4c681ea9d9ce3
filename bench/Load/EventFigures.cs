namespace BotBottle.Bench.Load;

/// <summary>One turn of <see cref="EventStreams"/>.</summary>
/// <param name="P50">Milliseconds from the upstream's write to the client's read: the median of all events after the opening of the last stream.</param>
/// <param name="P99">Their 99th percentile.</param>
/// <param name="Kibibytes">Resident memory of the way's process in the middle of the turn, in KiB.</param>
/// <param name="CpuSeconds">Processor time of the way's process over the turn.</param>
internal sealed record EventFigures(double P50, double P99, double Kibibytes, double CpuSeconds);
