namespace BotBottle.Core.Budgets;

/// <summary>
/// The scopes that one run counts into, nearest first: run, agent, bottle, the bottle's parents from the nearest, host (docs/contracts.md, section 11). Every
/// model call adds to all of their counters. For each provider, the nearest defined budget governs. A repository's agent also counts into a scope of its own,
/// whose budget is an extra limit.
/// </summary>
public static class ScopeChain
{
    /// <summary>The chain of a run.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="agent">The agent's name, or null.</param>
    /// <param name="bottles">The bottle and its parents, nearest first. A name that is given twice counts once, at its nearest place.</param>
    /// <param name="repository">The repository's scope of the agent; null for an operator's agent.</param>
    public static IReadOnlyList<Scope> Of(string run, string? agent, IReadOnlyList<string> bottles, string? repository = null)
    {
        List<Scope> chain = [Scope.Run(run)];
        if (agent is not null)
        {
            chain.Add(Scope.Agent(agent));
        }

        if (repository is not null)
        {
            chain.Add(Scope.Repository(repository));
        }

        chain.AddRange(bottles.Distinct(StringComparer.Ordinal).Select(Scope.Bottle));
        chain.Add(Scope.Host);
        return chain;
    }
}
