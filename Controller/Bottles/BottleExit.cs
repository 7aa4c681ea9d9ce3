using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles;

/// <summary>The end of a bottle.</summary>
/// <param name="Code">The agent's exit code, 128 + the signal, or 125 if the bottle failed before the agent ran.</param>
/// <param name="AgentRan">False if the agent was never started.</param>
/// <param name="Breach">The path that lost its protection, if the backend ended the bottle for that; null otherwise.</param>
/// <param name="Notices">Messages for the caller that could not be shown while the agent had the terminal.</param>
internal sealed record BottleExit(int Code, bool AgentRan, string? Breach, IReadOnlyList<string> Notices)
{
    /// <summary>The limit for which the kernel ended the bottle; null if it did not.</summary>
    public LimitBreach? Limit { get; init; }

    /// <summary>Files that the agent left in the shared folders and that the operator should check.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Files that it left and that make the host's git run commands; each was reported when it was found.</summary>
    public IReadOnlyList<FolderBreach> Breaches { get; init; } = [];
}
