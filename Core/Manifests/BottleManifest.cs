using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Manifests;

/// <summary>A bottle definition as one file writes it; what it does not write is null or empty.</summary>
/// <param name="Name">The file's name without <c>.md</c>.</param>
/// <param name="File">The file's name as the operator knows it.</param>
/// <param name="Extends">Its parents, in order.</param>
/// <param name="Env">Variables of the agent.</param>
/// <param name="AgentProvider">The provider whose host it opens, with the host's key.</param>
/// <param name="Log">What of the traffic is reported.</param>
/// <param name="Routes">What it may reach.</param>
/// <param name="Supervise">Whether a person is asked where the routes say so.</param>
/// <param name="Git">git's settings.</param>
/// <param name="Budgets">The budgets of this bottle's own scope; never merged.</param>
/// <param name="Shutdown">What a crossed budget does.</param>
/// <param name="Isolation">What builds the wall.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Shares">Files and folders that the agent sees, <c>PATH</c> or <c>PATH:ro</c>.</param>
/// <param name="Notes">The text below the front matter: for people.</param>
public sealed record BottleManifest(
    string Name, string File, IReadOnlyList<Written<string>> Extends, IReadOnlyDictionary<string, Written<EnvValue>> Env,
    Written<string>? AgentProvider, Written<EgressLog>? Log, IReadOnlyList<Route> Routes, Written<bool>? Supervise, GitGate Git,
    IReadOnlyList<Budget> Budgets, Written<CutoffPolicy>? Shutdown, Written<IsolationKind>? Isolation, Written<string>? Image,
    IReadOnlyList<Written<string>> Shares, string Notes)
{
    /// <summary>Registry presets and hosts that it opens besides its routes.</summary>
    public IReadOnlyList<Written<string>> Allow { get; init; } = [];
}
