using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles;

/// <summary>How a bottle ended.</summary>
/// <param name="Code">The agent's exit code, 128 + the signal, or 125 where the bottle broke before the agent ran.</param>
/// <param name="AgentRan">False: the agent was never started.</param>
/// <param name="Breach">Why the backend itself ended the bottle: the path whose protection was gone. Null otherwise.</param>
/// <param name="Notices">What the caller should know, and could not be told while the agent had the terminal.</param>
internal sealed record BottleExit(int Code, bool AgentRan, string? Breach, IReadOnlyList<string> Notices)
{
    /// <summary>The limit for which the kernel ended the bottle; null where it did not.</summary>
    public LimitBreach? Limit { get; init; }

    /// <summary>What the agent left in the shared folders that the operator should look at.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>What it left that makes the host's git act for it; each was told when it was found.</summary>
    public IReadOnlyList<FolderBreach> Breaches { get; init; } = [];
}
