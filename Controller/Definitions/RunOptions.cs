using System.Text.Json.Serialization;
using BotBottle.Controller.Bottles;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Definitions;

/// <summary>What <c>run</c> was asked for.</summary>
internal sealed record RunOptions
{
    /// <summary>The run's name; null lets the controller choose one.</summary>
    public string? Name { get; init; }

    /// <summary>What is started in the bottle, with its arguments; empty where the agent's definition says it.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The agent's definition; null for none.</summary>
    public string? Agent { get; init; }

    /// <summary>The bottles' definitions, which replace the agent's.</summary>
    public IReadOnlyList<string> Bottles { get; init; } = [];

    /// <summary>Whether an agent that the repository brings is trusted unasked. Not kept: what it is when it is resumed may be something else.</summary>
    [JsonIgnore]
    public bool TrustRepositoryAgent { get; init; }

    /// <summary>The run's own limits in tokens, by provider.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, long> Budgets { get; init; } = new Dictionary<string, long>();

    /// <summary>What crossing a budget does; null leaves it to settings.yml.</summary>
    public CutoffPolicy? Shutdown { get; init; }

    /// <summary>What builds the wall; null leaves it to the bottle.</summary>
    public IsolationKind? Isolation { get; init; }

    /// <summary>The container's image; null leaves it to the bottle.</summary>
    public string? Image { get; init; }

    /// <summary>Files and folders besides the current one.</summary>
    public IReadOnlyList<Share> Shares { get; init; } = [];

    /// <summary>Variables that go into the bottle: a value, or null to take the host's.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    /// <summary>The routes file, as it was written; null opens the built-in providers' hosts.</summary>
    public string? Routes { get; init; }

    /// <summary>Registry presets and hosts that are open besides.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Whether the agent may use its own login at providers.</summary>
    public bool AgentCredentials { get; init; }

    /// <summary>The preset's name, or <c>none</c>; null leaves it to the command's name.</summary>
    public string? Preset { get; init; }

    /// <summary>Whether no operator is asked about held requests, whatever the bottle says.</summary>
    public bool NoSupervise { get; init; }

    /// <summary>What a breach in a shared folder does.</summary>
    public BreachPolicy OnBreach { get; init; }

    /// <summary>Whether everything reaches the operator's terminal that the command writes.</summary>
    public bool RawTerminal { get; init; }

    /// <summary>The command's standard streams; ours if not said.</summary>
    [JsonIgnore]
    public BottleStreams Streams { get; init; } = new();
}
