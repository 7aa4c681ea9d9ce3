namespace BotBottle.Bench.Load.Workloads;

/// <summary>A load that is ready to go, and stays so between its turns.</summary>
internal interface IRunningLoad : IAsyncDisposable
{
    /// <summary>One turn.</summary>
    /// <param name="time">How long, at least: what is begun is finished.</param>
    Task<LoadFigure> RunAsync(TimeSpan time);
}
