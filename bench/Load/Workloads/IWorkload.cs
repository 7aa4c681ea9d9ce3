namespace BotBottle.Bench.Load.Workloads;

/// <summary>A kind of load, with the same bytes over each way.</summary>
internal interface IWorkload
{
    /// <summary>The name in the tables.</summary>
    string Name { get; }

    /// <summary>The unit of <see cref="LoadFigure.Count"/>: <c>request</c>, <c>MB</c>.</summary>
    string Unit { get; }

    /// <summary>Opens the connections of the load, so that a turn does not measure it.</summary>
    Task<IRunningLoad> OpenAsync(Way way);
}
