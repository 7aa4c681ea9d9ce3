namespace BotBottle.Core.Budgets;

/// <summary>
/// The scopes that one run counts into, nearest first: run, agent, bottle, the bottle's parents from the nearest, host (DESIGN 5.9). Every
/// model call adds to all of their counters; of their budgets the nearest that is defined governs, provider by provider.
/// </summary>
public static class ScopeChain
{
    /// <summary>The chain of a run.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="agent">The agent's name, or null.</param>
    /// <param name="bottles">The bottle and its parents, nearest first; a name that stands twice counts once, at its nearest place.</param>
    public static IReadOnlyList<Scope> Of(string run, string? agent, IReadOnlyList<string> bottles)
    {
        List<Scope> chain = [Scope.Run(run)];
        if (agent is not null)
        {
            chain.Add(Scope.Agent(agent));
        }

        chain.AddRange(bottles.Distinct(StringComparer.Ordinal).Select(Scope.Bottle));
        chain.Add(Scope.Host);
        return chain;
    }
}
