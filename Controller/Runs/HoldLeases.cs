using BotBottle.Controller.Budgets;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Ends holds that nobody will settle. A proxy writes an admitted call into its spool before it makes it, and there it stands until it is in the ledger: a hold that
/// no spool of its run names is of a call that was not made, because its proxy died on the way or never got the answer. A call that a dead proxy's spool names
/// stays held until the drain charges it.
/// </summary>
internal sealed class HoldLeases(HostState state, ControllerFiles files, AdmissionDesk desk)
{
    /// <summary>How long a hold stands before it is looked for, and between two looks.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    /// <summary>Looks for a run's holds of at least that age.</summary>
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
        foreach (SpoolContents spool in DeadSpool.ReadLiving(files.Spool(run.Record.Id)))
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
