namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>One step of a scripted model. Each agent has its own tool for it.</summary>
internal abstract record AgentStep
{
    /// <summary>Read a file of the work folder.</summary>
    internal sealed record Read(string File) : AgentStep;

    /// <summary>Look at a picture of the work folder.</summary>
    internal sealed record Look(string File) : AgentStep;

    /// <summary>Replace a text of a file that was read.</summary>
    internal sealed record Edit(string File, string Old, string New) : AgentStep;

    /// <summary>Run a shell line.</summary>
    internal sealed record Run(string Command) : AgentStep;

    /// <summary>Give a task to a subagent and wait for its result; in a worktree of its own where the agent can do that.</summary>
    internal sealed record Delegate(string Prompt, bool InWorktree = false) : AgentStep;
}
