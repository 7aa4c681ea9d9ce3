namespace BotBottle.Bench.Load.Workloads;

/// <summary>A kind of load: the same bytes over each way.</summary>
internal interface IWorkload
{
    /// <summary>In the tables.</summary>
    string Name { get; }

    /// <summary>What one <see cref="LoadFigure.Count"/> is: <c>request</c>, <c>MB</c>.</summary>
    string Unit { get; }

    /// <summary>Opens what the load goes on, so that a turn measures nothing else.</summary>
    Task<IRunningLoad> OpenAsync(Way way);
}
