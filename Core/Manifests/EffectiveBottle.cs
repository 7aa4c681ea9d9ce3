using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Manifests;

/// <summary>What a chain of definitions comes to, each part with the place that it comes from.</summary>
/// <param name="Bottles">The names of the chain, nearest first: the order of their budgets' scopes (docs/contracts.md, section 11).</param>
/// <param name="Env">Variables of the agent.</param>
/// <param name="AgentProvider">The provider whose host is open with the host's key.</param>
/// <param name="Log">What of the traffic is reported.</param>
/// <param name="Routes">All routes, parents' first: the first that fits decides.</param>
/// <param name="Supervise">Whether a person is asked; true where nobody wrote it.</param>
/// <param name="GitUser">Who commits.</param>
/// <param name="Repositories">git-gate's repositories.</param>
/// <param name="Budgets">All budgets, each of its own definition's scope.</param>
/// <param name="Shutdown">What a crossed budget does; null leaves it to settings.yml.</param>
/// <param name="Isolation">What builds the wall.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Shares">What the agent sees besides its folder.</param>
public sealed record EffectiveBottle(
    IReadOnlyList<string> Bottles, IReadOnlyDictionary<string, Written<EnvValue>> Env, Written<string>? AgentProvider, Written<EgressLog>? Log,
    IReadOnlyList<Route> Routes, Written<bool>? Supervise, GitUser GitUser, IReadOnlyDictionary<string, GitRepository> Repositories,
    IReadOnlyList<Budget> Budgets, Written<CutoffPolicy>? Shutdown, Written<IsolationKind>? Isolation, Written<string>? Image,
    IReadOnlyList<Written<string>> Shares)
{
    /// <summary>Registry presets and hosts that are open besides the routes, parents' first.</summary>
    public IReadOnlyList<Written<string>> Allow { get; init; } = [];
}
