using BotBottle.Core.Budgets;

namespace BotBottle.Controller.State;

/// <summary>Adds and releases holds. The caller holds the gate.</summary>
internal static class Holds
{
    /// <summary>Adds the hold of a call that was admitted, or that is in the spool of a living proxy; an existing hold of the exchange stays.</summary>
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

    /// <summary>Ends a call's hold and returns it; null if there is none.</summary>
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
