using System.Text.Json.Nodes;
using BotBottle.Controller.Budgets;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Usage;

namespace BotBottle.Controller.Runs;

/// <summary>Takes what dead proxies left in their spools into the ledger. The files go after the commit; a crash in between leaves them, and draining again changes nothing.</summary>
internal static class SpoolDrain
{
    /// <summary>Settles a run's dead spools; part of a larger transaction.</summary>
    public static void Settle(
        HostState state, LiveRun run, IReadOnlyList<DeadSpool> spools, ILedgerTransaction transaction, Aftermath aftermath)
    {
        DateTimeOffset now = state.Now;
        foreach (DeadSpool spool in spools)
        {
            Settlement.Settle(state, run, spool.Contents.Ended, transaction, aftermath);
            Settlement.Settle(state, run, [.. spool.Contents.Unfinished.Select(call => Estimate(call, now))], transaction, aftermath);
            // The last line may be torn by the kill: its call has not been answered or is charged by its admission.
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
