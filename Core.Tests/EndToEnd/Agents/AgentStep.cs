namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>One thing that a scripted model wants done. Each agent has a tool of its own for it.</summary>
internal abstract record AgentStep
{
    /// <summary>Read a file of the work folder.</summary>
    internal sealed record Read(string File) : AgentStep;

    /// <summary>Replace a text of a file that was read.</summary>
    internal sealed record Edit(string File, string Old, string New) : AgentStep;

    /// <summary>Run a line of shell.</summary>
    internal sealed record Run(string Command) : AgentStep;

    /// <summary>Give a task to a subagent and wait for what it says.</summary>
    internal sealed record Delegate(string Prompt) : AgentStep;
}
