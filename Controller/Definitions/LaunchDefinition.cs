using BotBottle.Controller.Bottles;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Manifests;
using BotBottle.Core.Presets;

namespace BotBottle.Controller.Definitions;

/// <summary>The resolved launch: the command line overrides the agent's definition, that the bottles', and those the settings.</summary>
/// <param name="Agent">The agent's name; null for none.</param>
/// <param name="Bottles">The bottles and their parents, nearest first.</param>
/// <param name="Command">The command to start.</param>
/// <param name="Prompt">The agent's prompt, passed as a file; null if there is none.</param>
/// <param name="Env">Variables of the agent.</param>
/// <param name="Routes">The routes in force.</param>
/// <param name="Shutdown">The policy for a crossed budget; null to use the settings'.</param>
/// <param name="Isolation">Kind of the isolation.</param>
/// <param name="Shares">Files and folders besides the current one.</param>
/// <param name="GitUser">Name and email for commits.</param>
/// <param name="Budgets">The definitions' budgets, each of its own scope.</param>
/// <param name="Files">The files that configure the run, read-only in its bottle.</param>
/// <param name="Supervised">True if an operator is asked about held requests.</param>
internal sealed record LaunchDefinition(
    string? Agent, IReadOnlyList<string> Bottles, IReadOnlyList<string> Command, string? Prompt, IReadOnlyDictionary<string, string> Env, RunRoutes Routes,
    CutoffPolicy? Shutdown, IsolationKind Isolation, IReadOnlyList<Share> Shares, GitUser GitUser, IReadOnlyList<Budget> Budgets, IReadOnlyList<string> Files,
    bool Supervised)
{
    /// <summary>The name of its agent's own scope if a repository provides the agent; else null.</summary>
    public string? Repository { get; init; }

    /// <summary>The members of <see cref="Env"/> that the operator typed.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>The agent's preset; null for an unknown agent.</summary>
    public AgentPreset? Preset { get; init; }

    /// <summary>The kept logins that the run uses.</summary>
    public IReadOnlyList<HostLogin> Logins { get; init; } = [];

    /// <summary>The container's image; null for other isolations.</summary>
    public string? Image { get; init; }

    /// <summary>The kind of the working folder.</summary>
    public WorkspaceKind Workspace { get; init; }

    /// <summary>True if the command line or a bottle names the kind.</summary>
    public bool IsWorkspaceChosen { get; init; }

    /// <summary>Files and folders that a clone takes along by the bottles, from its repository's top.</summary>
    public IReadOnlyList<Written<string>> Carry { get; init; } = [];

    /// <summary>The least strictness of a crossed budget, if a repository's agent tightens it; else null.</summary>
    public CutoffPolicy? ShutdownAtLeast { get; init; }
}
