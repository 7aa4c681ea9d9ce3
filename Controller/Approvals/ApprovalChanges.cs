using BotBottle.Controller.Budgets;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Approvals;

/// <summary>How an approval begins and ends: row, memory and event in one transaction, the run's orders after its commit. Runs under the gate.</summary>
internal static class ApprovalChanges
{
    /// <summary>Timed-out approvals of a run that the store keeps: an agent decides how many there are.</summary>
    private const int KeptTimedOut = 256;

    /// <summary>A request waits from now on.</summary>
    public static void Open(LiveRun run, Func<ApprovalView> create, ILedgerTransaction transaction, Aftermath aftermath)
    {
        ApprovalView asked;
        do
        {
            asked = create();
        }
        while (!transaction.AddApproval(asked));
        Stand(run, asked.Fingerprint, asked, aftermath);
        transaction.AddEvent(ApprovalTexts.Event(EventKind.ApprovalAsked, asked, asked.AskedAt));
    }

    /// <summary>An operator has decided; it stands for the rest of the run.</summary>
    public static ApprovalView Decide(
        LiveRun run, ApprovalView pending, bool approve, string actor, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        ApprovalView decided = Finish(pending, approve ? ApprovalState.Approved : ApprovalState.Rejected, actor, now, transaction);
        Stand(run, decided.Fingerprint, decided, aftermath);
        transaction.AddEvent(ApprovalTexts.Event(approve ? EventKind.ApprovalGiven : EventKind.ApprovalRejected, decided, now));
        return decided;
    }

    /// <summary>Times out what nobody answered; part of every review, so that a controller that starts again does it for the time without one.</summary>
    public static void Expire(LiveRun run, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        if (run.Approvals.PendingCount == 0)
        {
            return;
        }

        foreach (ApprovalView pending in run.Approvals.Pending.Where(pending => pending.ExpiresAt <= now).ToArray())
        {
            ApprovalView late = Finish(pending, ApprovalState.TimedOut, "time", now, transaction);
            Stand(run, late.Fingerprint, null, aftermath);
            transaction.AddEvent(ApprovalTexts.Event(EventKind.ApprovalTimedOut, late, now));
            transaction.DropTimedOut(run.Record.Id, KeptTimedOut);
        }
    }

    /// <summary>The run is over: nobody waits any more.</summary>
    public static void End(LiveRun run, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        foreach (ApprovalView pending in run.Approvals.Pending.ToArray())
        {
            _ = Finish(pending, ApprovalState.Ended, "the end of the run", now, transaction);
            Stand(run, pending.Fingerprint, null, aftermath);
        }
    }

    private static ApprovalView Finish(ApprovalView pending, ApprovalState state, string actor, DateTimeOffset now, ILedgerTransaction transaction)
    {
        ApprovalView finished = pending with { State = state, DecidedAt = now, DecidedBy = actor };
        transaction.UpdateApproval(finished);
        return finished;
    }

    private static void Stand(LiveRun run, string fingerprint, ApprovalView? approval, Aftermath aftermath)
    {
        ApprovalView? before = run.Approvals.Find(fingerprint);
        run.Approvals.Set(fingerprint, approval);
        aftermath.OnRollback(() => run.Approvals.Set(fingerprint, before));
        aftermath.OnCommit(() => run.Orders.Publish(run.Approvals.Orders));
    }
}
