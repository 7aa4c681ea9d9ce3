namespace BotBottle.Core.Control;

/// <summary>The bottle stands: whom to end, should a policy say so. Ids are the host's.</summary>
/// <param name="AgentPid">The process whose death ends every process of the bottle: the first process of its PID namespace, or the
/// command's own where there is no wall.</param>
/// <param name="AgentStart">That process's start time in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>), so that an id used again is never mistaken.</param>
public sealed record RunLaunched(int AgentPid, long AgentStart);
