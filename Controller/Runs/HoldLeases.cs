using BotBottle.Controller.Budgets;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Releases holds that no proxy will settle. A proxy writes an admitted call into its spool before it makes the call, and the entry stays there until the
/// ledger has it. So a hold without an entry in any spool of its run belongs to a call that was not made: its proxy died first, or never got the admission. A
/// call in a dead proxy's spool stays held until the drain charges it.
/// </summary>
internal sealed class HoldLeases(HostState state, BottleHome home, AdmissionDesk desk)
{
    /// <summary>Age at which a hold is looked for in the spools, and time between two such checks.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    /// <summary>Checks a run's holds of at least this age.</summary>
    public void Renew(LiveRun run, TimeSpan age)
    {
        KeyValuePair<string, Hold>[] due;
        lock (state.Gate)
        {
            DateTimeOffset until = state.Now - age;
            due = [.. run.InFlight.Where(entry => entry.Value.LeasedAt <= until)];
        }

        if (due.Length == 0)
        {
            return;
        }

        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (SpoolContents spool in DeadSpool.ReadLiving(home.Spool(run.Record.Id)))
        {
            known.UnionWith(spool.Unfinished.Concat(spool.Ended).Select(call => call.Exchange));
        }

        lock (state.Gate)
        {
            foreach ((string exchange, Hold hold) in due)
            {
                if (known.Contains(exchange))
                {
                    if (run.InFlight.ContainsKey(exchange))
                    {
                        run.InFlight[exchange] = hold with { LeasedAt = state.Now };
                    }
                }
                else
                {
                    Holds.Release(state, run, exchange);
                }
            }

            desk.Serve();
        }
    }
}
