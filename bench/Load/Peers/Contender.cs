namespace BotBottle.Bench.Load.Peers;

/// <summary>A way with the processes that it costs.</summary>
/// <param name="name">In the tables.</param>
/// <param name="way">How clients get through, to <see cref="LoadUpstream.Plain"/>.</param>
/// <param name="processes">What is started for it; empty for the straight way.</param>
/// <param name="owned">What ends with it.</param>
internal sealed class Contender(string name, Way way, IReadOnlyList<int> processes, params IDisposable[] owned) : IDisposable
{
    public string Name => name;

    public Way Way => way;

    /// <summary>The same, asked for another host; ends with this one.</summary>
    public Contender To(string host) => new(name, way with { Host = host }, processes);

    /// <summary>Processor seconds of all its processes so far.</summary>
    public double CpuSeconds => processes.Sum(ProcessMeter.CpuSeconds);

    /// <summary>Resident memory of all its processes, in MiB.</summary>
    public double ResidentMebibytes => processes.Sum(ProcessMeter.ResidentKibibytes) / 1024.0;

    public void Dispose() => Array.ForEach(owned, part => part.Dispose());
}
