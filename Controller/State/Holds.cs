using BotBottle.Core.Budgets;

namespace BotBottle.Controller.State;

/// <summary>Sets aside and gives back. Runs under the gate.</summary>
internal static class Holds
{
    /// <summary>A call is admitted, or found in the spool of a living proxy; an exchange that is held already stays as it is.</summary>
    public static void Add(HostState state, LiveRun run, string exchange, Hold hold)
    {
        if (run.InFlight.TryAdd(exchange, hold))
        {
            foreach (Account account in state.Accounts.Chain(run.Record, hold.Provider))
            {
                account.Hold(hold.Tokens);
            }

            state.Changes.Mark();
        }
    }

    /// <summary>Ends a call's hold and gives back what it was; null where there is none.</summary>
    public static Hold? Release(HostState state, LiveRun run, string exchange)
    {
        if (run.InFlight.Remove(exchange, out Hold? hold))
        {
            foreach (Account account in state.Accounts.Chain(run.Record, hold.Provider))
            {
                account.Release(hold.Tokens);
            }

            state.Changes.Mark();
        }

        return hold;
    }
}
