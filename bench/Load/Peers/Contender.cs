namespace BotBottle.Bench.Load.Peers;

/// <summary>A way with its processes.</summary>
/// <param name="name">The name in the tables.</param>
/// <param name="way">The way of clients to <see cref="LoadUpstream.Plain"/>.</param>
/// <param name="processes">The started processes; empty for the direct way.</param>
/// <param name="owned">The objects that are disposed with it.</param>
internal sealed class Contender(string name, Way way, IReadOnlyList<int> processes, params IDisposable[] owned) : IDisposable
{
    public string Name => name;

    public Way Way => way;

    /// <summary>The same way to another host; it ends with this one.</summary>
    public Contender To(string host) => new(name, way with { Host = host }, processes);

    /// <summary>Processor seconds of all its processes so far.</summary>
    public double CpuSeconds => processes.Sum(ProcessMeter.CpuSeconds);

    /// <summary>Resident memory of all its processes, in MiB.</summary>
    public double ResidentMebibytes => processes.Sum(ProcessMeter.ResidentKibibytes) / 1024.0;

    public void Dispose() => Array.ForEach(owned, part => part.Dispose());
}
