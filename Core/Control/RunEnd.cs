namespace BotBottle.Core.Control;

/// <summary>The command has ended.</summary>
/// <param name="ExitCode">Its exit code, 128 + signal where a signal ended it.</param>
/// <param name="AgentRan">False where the agent was never let go: a run that was to be resumed then stays frozen.</param>
/// <param name="Limit">The limit for which the bottle was ended, for a person; null where it was not.</param>
public sealed record RunEnd(int ExitCode, bool AgentRan = true, string? Limit = null);
