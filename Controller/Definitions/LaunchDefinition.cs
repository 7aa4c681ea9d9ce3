using BotBottle.Controller.Bottles;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Manifests;
using BotBottle.Core.Presets;

namespace BotBottle.Controller.Definitions;

/// <summary>What a launch comes to: the command line over the agent's definition over the bottles' over the settings.</summary>
/// <param name="Agent">The agent's name; null for none.</param>
/// <param name="Bottles">The bottles and their parents, nearest first.</param>
/// <param name="Command">What is started.</param>
/// <param name="Prompt">The agent's text, handed over as a file; null where there is none.</param>
/// <param name="Env">Variables of the agent.</param>
/// <param name="Routes">What is open.</param>
/// <param name="Shutdown">What a crossed budget does; null leaves it to the settings.</param>
/// <param name="Isolation">What builds the wall.</param>
/// <param name="Shares">Files and folders besides the current one.</param>
/// <param name="GitUser">Who commits.</param>
/// <param name="Budgets">The definitions' budgets, each of its own scope.</param>
/// <param name="Files">The files that steer the run, read-only in its bottle.</param>
/// <param name="Supervised">Whether an operator is asked about held requests.</param>
internal sealed record LaunchDefinition(
    string? Agent, IReadOnlyList<string> Bottles, IReadOnlyList<string> Command, string? Prompt, IReadOnlyDictionary<string, string> Env, RunRoutes Routes,
    CutoffPolicy? Shutdown, IsolationKind Isolation, IReadOnlyList<Share> Shares, GitUser GitUser, IReadOnlyList<Budget> Budgets, IReadOnlyList<string> Files,
    bool Supervised)
{
    /// <summary>The name of its agent's own scope where a repository brings the agent; else null.</summary>
    public string? Repository { get; init; }

    /// <summary>Of <see cref="Env"/> what the operator was asked for and answered.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>What the agent needs to start at work; null where it is no known one.</summary>
    public AgentPreset? Preset { get; init; }

    /// <summary>The container's image; null for other isolations.</summary>
    public string? Image { get; init; }

    /// <summary>How strict a crossed budget is at least, where a repository's agent tightens it; else null.</summary>
    public CutoffPolicy? ShutdownAtLeast { get; init; }
}
