namespace BotBottle.Dashboard.State;

/// <summary>A run that an action is for.</summary>
/// <param name="Run">Its id, which alone decides.</param>
/// <param name="Name">Its name, for the operator.</param>
/// <param name="Frozen">Whether it was frozen when it was aimed at.</param>
internal readonly record struct RunTarget(string Run, string Name, bool Frozen = false)
{
    /// <summary>A run as it is now.</summary>
    public static RunTarget Of(RunEntry run) => new(run.View.Run, run.View.Name, run.Frozen);
}
