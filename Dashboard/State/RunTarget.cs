namespace BotBottle.Dashboard.State;

/// <summary>A run that an action is for.</summary>
/// <param name="Run">Its id, which alone decides.</param>
/// <param name="Name">Its name, for the operator.</param>
internal readonly record struct RunTarget(string Run, string Name);
