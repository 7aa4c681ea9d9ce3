namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The tasks that the scripted model knows.</summary>
internal static class Tasks
{
    /// <summary>A short day's work: read, edit, test, commit.</summary>
    public static readonly AgentTask Mend = new(
        "mend the sum",
        [
            new AgentStep.Read("sum.js"),
            new AgentStep.Edit("sum.js", "export const sum = (a, b) => a - b;", "export const sum = (a, b) => a + b;"),
            new AgentStep.Run("npm test"),
            new AgentStep.Run("git add -A && git commit -q -m 'Mend the sum' && git log --oneline"),
        ],
        "The sum is mended.");

    /// <summary>One command.</summary>
    public static readonly AgentTask Look = new("look around", [new AgentStep.Run("echo looked > seen.txt; cat sum.js")], "I looked around.");

    /// <summary>A task for a subagent.</summary>
    public static readonly AgentTask Share =
        new("share the work", [new AgentStep.Delegate("Please look around and say what you see.")], "The work was shared.");

    /// <summary>A command that counts its runs.</summary>
    public static readonly AgentTask Count =
        new("count up", [new AgentStep.Run("echo begun >> begun.txt"), new AgentStep.Run("wc -l begun.txt")], "It is counted.");
}
