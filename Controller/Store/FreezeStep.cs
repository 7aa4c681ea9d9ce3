namespace BotBottle.Controller.Store;

/// <summary>Progress of a run's freeze. Each step is durable before the next one begins, so that a restarted controller continues from it.</summary>
internal enum FreezeStep
{
    /// <summary>Ordered: its processes are to be stopped and ended, and its folder moved. This holds until all of it is done.</summary>
    Ordered,

    /// <summary>Ended, and its whole folder was moved to <c>frozen/&lt;run&gt;</c>.</summary>
    Kept,

    /// <summary>The run was resumed and lives.</summary>
    Resumed,
}
