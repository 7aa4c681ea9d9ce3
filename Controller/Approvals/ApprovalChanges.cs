using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Controller.Approvals;

/// <summary>Changes of an approval: row, memory and event in one transaction, and the run's orders after its commit. The caller holds the gate.</summary>
internal static class ApprovalChanges
{
    /// <summary>Most finished approvals per run that the store keeps, because an agent decides how many there are.</summary>
    private const int KeptOver = 256;

    /// <summary>Opens a pending approval for a request.</summary>
    public static void Open(LiveRun run, Func<ApprovalView> create, ILedgerTransaction transaction, Aftermath aftermath)
    {
        ApprovalView asked;
        do
        {
            asked = create();
        }
        while (!transaction.AddApproval(asked));
        Stand(run, asked, aftermath);
        transaction.AddEvent(ApprovalTexts.Event(EventKind.ApprovalAsked, asked, asked.AskedAt));
    }

    /// <summary>
    /// Stores an operator's decision within its reach. A decision that holds everywhere also decides the other pending approvals of the same value.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="pending">The pending approval.</param>
    /// <param name="grant">Reach of an approval; null for a rejection.</param>
    /// <param name="actor">The deciding operator.</param>
    /// <param name="now">The time.</param>
    /// <param name="transaction">Transaction of the change.</param>
    /// <param name="aftermath">Actions after the commit.</param>
    public static ApprovalView Decide(
        LiveRun run, ApprovalView pending, ApprovalGrant? grant, string actor, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        ApprovalView reaching = grant is { } given
            ? pending with { AnyHost = given.AnyHost, Once = given.Once, Until = now + given.For }
            : pending;
        ApprovalView decided = Finish(reaching, grant is null ? ApprovalState.Rejected : ApprovalState.Approved, actor, now, transaction);
        Stand(run, decided, aftermath);
        transaction.AddEvent(ApprovalTexts.Event(grant is null ? EventKind.ApprovalRejected : EventKind.ApprovalGiven, decided, now));
        if (ApprovalReach.IsEverywhere(decided.State, decided.AnyHost))
        {
            foreach (ApprovalView other in run.Approvals.Pending.Where(other => other.Fingerprint == decided.Fingerprint).ToArray())
            {
                Fall(run, Finish(other, ApprovalState.Superseded, $"the decision about {decided.Id}", now, transaction), transaction, aftermath);
            }
        }

        return decided;
    }

    /// <summary>Revokes a decision for an operator.</summary>
    public static ApprovalView Revoke(
        LiveRun run, ApprovalView decided, string actor, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath) =>
        Over(run, decided, ApprovalState.Revoked, EventKind.ApprovalRevoked, actor, now, transaction, aftermath);

    /// <summary>Uses up an approval that holds for one request.</summary>
    public static void Use(LiveRun run, ApprovalView given, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath) =>
        Over(run, given, ApprovalState.Used, EventKind.ApprovalUsed, $"a request, after {given.DecidedBy} approved it", now, transaction, aftermath);

    /// <summary>
    /// Times out pending approvals and ends those granted for a limited time. Every review calls it, so a restarted controller also covers the time without
    /// one.
    /// </summary>
    public static void Expire(LiveRun run, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        if (run.Approvals.TimedCount == 0)
        {
            return;
        }

        foreach (ApprovalView timed in run.Approvals.Timed.ToArray())
        {
            if (timed.State == ApprovalState.Pending && timed.ExpiresAt <= now)
            {
                Over(run, timed, ApprovalState.TimedOut, EventKind.ApprovalTimedOut, "time", now, transaction, aftermath);
            }
            else if (timed.State == ApprovalState.Approved && ApprovalReach.IsOver(timed.Until, timed.DecidedAt, now))
            {
                Over(run, timed, ApprovalState.Expired, EventKind.ApprovalExpired, $"time, after {timed.DecidedBy} approved it", now, transaction, aftermath);
            }
        }
    }

    /// <summary>Ends all approvals of a run that is over.</summary>
    public static void End(LiveRun run, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        foreach (ApprovalView pending in run.Approvals.Pending.ToArray())
        {
            _ = Finish(pending, ApprovalState.Ended, "the end of the run", now, transaction);
            Change(run, () => run.Approvals.Drop(pending), pending, aftermath);
        }
    }

    private static ApprovalView Over(
        LiveRun run, ApprovalView standing, ApprovalState state, EventKind kind, string actor, DateTimeOffset now, ILedgerTransaction transaction,
        Aftermath aftermath)
    {
        ApprovalView over = Finish(standing, state, actor, now, transaction);
        Fall(run, over, transaction, aftermath);
        transaction.AddEvent(ApprovalTexts.Event(kind, over, now));
        return over;
    }

    private static ApprovalView Finish(ApprovalView standing, ApprovalState state, string actor, DateTimeOffset now, ILedgerTransaction transaction)
    {
        ApprovalView finished = standing with { State = state, DecidedAt = now, DecidedBy = actor };
        transaction.UpdateApproval(finished);
        return finished;
    }

    private static void Fall(LiveRun run, ApprovalView over, ILedgerTransaction transaction, Aftermath aftermath)
    {
        transaction.DropTimedOut(run.Record.Id, KeptOver);
        Change(run, () => run.Approvals.Drop(over), over, aftermath);
    }

    private static void Stand(LiveRun run, ApprovalView approval, Aftermath aftermath) => Change(run, () => run.Approvals.Set(approval), approval, aftermath);

    private static void Change(LiveRun run, Func<ApprovalView?> change, ApprovalView of, Aftermath aftermath)
    {
        ApprovalView? before = change();
        aftermath.OnRollback(() => _ = before is null ? run.Approvals.Drop(of) : run.Approvals.Set(before));
        aftermath.OnCommit(() => run.Orders.Publish(run.Approvals.Orders));
    }
}
