using System.Text.Json.Nodes;
using BotBottle.Controller.Budgets;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Controller.Runs;

/// <summary>
/// Moves the entries of dead proxies' spools into the ledger. The files are deleted after the commit. A crash in between leaves them, and a second drain
/// changes nothing.
/// </summary>
internal static class SpoolDrain
{
    /// <summary>Settles a run's dead spools as a part of the caller's transaction.</summary>
    public static void Settle(
        HostState state, LiveRun run, IReadOnlyList<DeadSpool> spools, ILedgerTransaction transaction, Aftermath aftermath)
    {
        DateTimeOffset now = state.Now;
        foreach (DeadSpool spool in spools)
        {
            Settlement.Settle(state, run, spool.Contents.Ended, transaction, aftermath);
            Settlement.Settle(state, run, [.. spool.Contents.Unfinished.Select(call => Estimate(call, now))], transaction, aftermath);
            // The kill may have torn the last line: its call got no response, or its admission charges it.
            if (spool.Contents.Damaged > 1)
            {
                transaction.AddEvent(new EventDraft(
                    now, EventKind.ActionFailed, run.Record.Id, run.Record.Name,
                    $"{spool.Contents.Damaged} lines of a spool of {run.Record.Name} cannot be read: usage may be missing", Audit: true,
                    new JsonObject { ["action"] = "drain", ["damaged"] = spool.Contents.Damaged, ["by"] = "controller" }));
            }
        }
    }

    private static UsageReport Estimate(UsageReport admitted, DateTimeOffset now) => admitted with
    {
        Quality = UsageQuality.Estimated,
        End = ExchangeEnd.ProxyDied,
        EndedAt = now,
    };
}
