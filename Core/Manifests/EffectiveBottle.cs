using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Manifests;

/// <summary>The result of merging a chain of definitions, each part with its place.</summary>
/// <param name="Bottles">The names of the chain, nearest first: the order of their budgets' scopes (docs/contracts.md, section 11).</param>
/// <param name="Env">Variables of the agent.</param>
/// <param name="AgentProvider">The provider whose host is open, with the host's key.</param>
/// <param name="Log">The traffic to report.</param>
/// <param name="Routes">All routes, parents' first. The first matching route decides.</param>
/// <param name="Supervise">Whether an operator decides on held requests; true by default.</param>
/// <param name="GitUser">The author of commits.</param>
/// <param name="Repositories">git-gate's repositories.</param>
/// <param name="Budgets">All budgets, each of its own definition's scope.</param>
/// <param name="Shutdown">The action once a budget is crossed; null for the one of settings.yml.</param>
/// <param name="Isolation">The kind of isolation.</param>
/// <param name="Image">The container's image.</param>
/// <param name="Shares">Files and folders that the agent sees besides its own folder.</param>
public sealed record EffectiveBottle(
    IReadOnlyList<string> Bottles, IReadOnlyDictionary<string, Written<EnvValue>> Env, Written<string>? AgentProvider, Written<EgressLog>? Log,
    IReadOnlyList<Route> Routes, Written<bool>? Supervise, GitUser GitUser, IReadOnlyDictionary<string, GitRepository> Repositories,
    IReadOnlyList<Budget> Budgets, Written<CutoffPolicy>? Shutdown, Written<IsolationKind>? Isolation, Written<string>? Image,
    IReadOnlyList<Written<string>> Shares)
{
    /// <summary>Registry presets and hosts that are open besides the routes, parents' first.</summary>
    public IReadOnlyList<Written<string>> Allow { get; init; } = [];

    /// <summary>The login that the host keeps for the provider; null if none is named.</summary>
    public Written<LoginUse>? Login { get; init; }

    /// <summary>The kind of the working folder; null for the host's own.</summary>
    public Written<WorkspaceKind>? Workspace { get; init; }

    /// <summary>Ignored files and folders that a clone takes along, from the repository's top.</summary>
    public IReadOnlyList<Written<string>> Carry { get; init; } = [];
}
