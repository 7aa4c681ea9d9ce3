namespace BotBottle.Controller.Store;

/// <summary>How far a run's freeze is. Each step is durable before the next is taken, so that a controller that starts again goes on from it.</summary>
internal enum FreezeStep
{
    /// <summary>Decided: its processes are to be stopped and ended, and its folder to be put aside. True until all of it is done.</summary>
    Ordered,

    /// <summary>It has ended, and its whole folder is <c>frozen/&lt;run&gt;</c>.</summary>
    Kept,

    /// <summary>It was brought back, and lives.</summary>
    Resumed,
}
