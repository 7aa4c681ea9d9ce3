namespace BotBottle.Bench.Load.Workloads;

/// <summary>A load that is ready to run, and stays so between its turns.</summary>
internal interface IRunningLoad : IAsyncDisposable
{
    /// <summary>Runs one turn.</summary>
    /// <param name="time">The shortest duration; a started operation is finished.</param>
    Task<LoadFigure> RunAsync(TimeSpan time);
}
