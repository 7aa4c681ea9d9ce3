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

/// <summary>Reservation for one admitted call until its usage is known. It counts in every account of its run's chain.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model of the request; null if the request named none.</param>
/// <param name="Tokens">The reserved tokens.</param>
/// <param name="Answer">The admission's response; a repeated request gets the same one.</param>
/// <param name="LeasedAt">Time when the call was admitted, or was last found in a spool of its run.</param>
internal sealed record Hold(string Provider, string? Model, CallHold Tokens, AdmissionAnswer Answer, DateTimeOffset LeasedAt);
