using System.Text.Json.Serialization;
using BotBottle.Controller.Bottles;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Definitions;

/// <summary>The options of <c>run</c>.</summary>
internal sealed record RunOptions
{
    /// <summary>The run's name; null lets the controller choose one.</summary>
    public string? Name { get; init; }

    /// <summary>The command for the bottle with its arguments; empty to use the agent's definition.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The agent's definition; null for none.</summary>
    public string? Agent { get; init; }

    /// <summary>The bottles' definitions, in place of the agent's.</summary>
    public IReadOnlyList<string> Bottles { get; init; } = [];

    /// <summary>True to trust an agent of the repository without asking. It is not stored: the agent may be another one when the run is resumed.</summary>
    [JsonIgnore]
    public bool TrustRepositoryAgent { get; init; }

    /// <summary>The run's own limits in tokens, by provider.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, long> Budgets { get; init; } = new Dictionary<string, long>();

    /// <summary>The policy for a crossed budget; null to use settings.yml.</summary>
    public CutoffPolicy? Shutdown { get; init; }

    /// <summary>Kind of the isolation; null to use the bottle's.</summary>
    public IsolationKind? Isolation { get; init; }

    /// <summary>The container's image; null to use the bottle's.</summary>
    public string? Image { get; init; }

    /// <summary>Files and folders besides the current one.</summary>
    public IReadOnlyList<Share> Shares { get; init; } = [];

    /// <summary>Kind of the working folder; null to use the bottle's.</summary>
    public WorkspaceKind? Workspace { get; init; }

    /// <summary>True to clone only what is committed.</summary>
    public bool Clean { get; init; }

    /// <summary>Absolute paths of ignored files that a clone takes along.</summary>
    public IReadOnlyList<string> Carry { get; init; } = [];

    /// <summary>The run whose work a clone begins with; null for the host's.</summary>
    public string? From { get; init; }

    /// <summary>Variables for the bottle: a value, or null to copy the host's.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    /// <summary>The routes file as written; null opens the built-in providers' hosts.</summary>
    public string? Routes { get; init; }

    /// <summary>Further registry presets and hosts that are open.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Providers whose hosts are opened, with the host's keys; as written.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>True if the agent may use its own login at providers.</summary>
    public bool AgentCredentials { get; init; }

    /// <summary>The kept logins to use: NAME of the command's agent, or AGENT:NAME. A stored run has those that it began with.</summary>
    public IReadOnlyList<string> Logins { get; init; } = [];

    /// <summary>The preset's name, or <c>none</c>; null to choose it by the command's name.</summary>
    public string? Preset { get; init; }

    /// <summary>True if no operator is asked about held requests, whatever the bottle says.</summary>
    public bool NoSupervise { get; init; }

    /// <summary>The reaction to a breach in a shared folder.</summary>
    public BreachPolicy OnBreach { get; init; }

    /// <summary>True if all output of the command reaches the operator's terminal unfiltered.</summary>
    public bool RawTerminal { get; init; }

    /// <summary>The command's standard streams; by default ours.</summary>
    [JsonIgnore]
    public BottleStreams Streams { get; init; } = new();
}
