namespace BotBottle.Core.Budgets;

/// <summary>
/// The scopes that one run counts into, nearest first: run, agent, bottle, the bottle's parents from the nearest, host (docs/contracts.md, section 11). Every
/// model call adds to all of their counters; of their budgets the nearest that is defined governs, provider by provider. A repository's agent counts
/// into a scope of its own as well, whose budget is a limit beside that one.
/// </summary>
public static class ScopeChain
{
    /// <summary>The chain of a run.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="agent">The agent's name, or null.</param>
    /// <param name="bottles">The bottle and its parents, nearest first; a name that stands twice counts once, at its nearest place.</param>
    /// <param name="repository">The repository's scope of the agent; null where it is the operator's.</param>
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
