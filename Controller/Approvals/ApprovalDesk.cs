using System.Globalization;
using System.Security.Cryptography;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Controller.Approvals;

/// <summary>
/// Handles the proxies' requests for approval and the operators' decisions. Every response waits for the commit, even if it writes nothing: it may rest on a
/// decision in the same transaction. So no value passes because of a decision that is then lost.
/// </summary>
internal sealed class ApprovalDesk(HostState state, ILedgerStore store, LedgerWriter writer, PolicyFile policy)
{
    /// <summary>Contains no vowels and no similar characters, because the id is read on one terminal and typed on another.</summary>
    private const string IdAlphabet = "bcdfghjkmnpqrstvwxz23456789";

    private const int IdLength = 5;

    /// <summary>Opens an approval for a run's request, joins a pending one, or returns the decision in force.</summary>
    public async Task<ApprovalAnswer> AskAsync(LiveRun run, ApprovalRequest request)
    {
        await policy.RefreshAsync().ConfigureAwait(false);
        ApprovalAnswer answer = await writer.RunAsync((transaction, aftermath) => Ask(run, request, transaction, aftermath)).ConfigureAwait(false);
        return answer with { Version = run.Orders.Present.Version };
    }

    /// <summary>Decides a pending approval for an operator.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="grant">Reach of an approval; null for a rejection.</param>
    /// <param name="actor">The deciding operator.</param>
    /// <exception cref="RefusedException">No approval has this id, or it is no longer pending.</exception>
    public Task<ApprovalView> DecideAsync(string id, ApprovalGrant? grant, string actor) => writer.RunAsync((transaction, aftermath) =>
    {
        DateTimeOffset now = state.Now;
        (LiveRun run, ApprovalView found) = Standing(id);
        return found.State == ApprovalState.Pending && now < found.ExpiresAt
            ? ApprovalChanges.Decide(run, found, grant, actor, now, transaction, aftermath)
            : throw ApprovalTexts.Over(found, stands: true);
    });

    /// <summary>Revokes a decision for an operator.</summary>
    /// <exception cref="RefusedException">No approval has this id, or its decision is not in force.</exception>
    public Task<ApprovalView> RevokeAsync(string id, string actor) => writer.RunAsync((transaction, aftermath) =>
    {
        (LiveRun run, ApprovalView found) = Standing(id);
        return found.State != ApprovalState.Pending
            ? ApprovalChanges.Revoke(run, found, actor, state.Now, transaction, aftermath)
            : throw new RefusedException("pending", $"{found.Id} is pending, so there is no decision to revoke; reject it: bot-bottle reject {found.Id}");
    });

    /// <summary>
    /// Uses up an approval that holds for one request. Of concurrent callers, the first in the writer's queue gets it; it is used when the task completes.
    /// </summary>
    public Task<bool> UseAsync(LiveRun run, string id) => writer.RunAsync((transaction, aftermath) =>
    {
        DateTimeOffset now = state.Now;
        ApprovalChanges.Expire(run, now, transaction, aftermath);
        if (run.Record.EndedAt is not null || run.Approvals.FindById(id) is not { State: ApprovalState.Approved, Once: true } given)
        {
            return false;
        }

        ApprovalChanges.Use(run, given, now, transaction, aftermath);
        return true;
    });

    private (LiveRun Run, ApprovalView Approval) Standing(string id)
    {
        foreach (LiveRun run in state.Runs.Values.Where(run => run.Record.IsPresent))
        {
            if (run.Approvals.FindById(id) is { } found)
            {
                return (run, found);
            }
        }

        throw store.Approval(id) is { } over
            ? ApprovalTexts.Over(over, stands: false)
            : new RefusedException("no_such_approval", $"no approval is called '{id}' (see `bot-bottle approvals --all`)", RefusalReason.NotFound);
    }

    private static ApprovalAnswer Of(ApprovalView standing) => new(
        standing.State switch
        {
            ApprovalState.Approved => ApprovalVerdict.Approved,
            ApprovalState.Rejected => ApprovalVerdict.Rejected,
            _ => ApprovalVerdict.Pending,
        },
        standing.Id, standing.State == ApprovalState.Pending ? standing.ExpiresAt : null, Once: standing is { State: ApprovalState.Approved, Once: true });

    private ApprovalAnswer Ask(LiveRun run, ApprovalRequest request, ILedgerTransaction transaction, Aftermath aftermath)
    {
        if (run.Record.EndedAt is not null || !run.Record.Supervised)
        {
            return new ApprovalAnswer(
                ApprovalVerdict.Unsupervised,
                Message: run.Record.EndedAt is not null ? "the run is over" : "this run asks no operator: --no-supervise, or supervise: false of its bottle");
        }

        DateTimeOffset now = state.Now;
        ApprovalChanges.Expire(run, now, transaction, aftermath);
        ApprovalRequest clean = ApprovalTexts.Clean(request);
        if (run.Approvals.Find(clean.Fingerprint, clean.Host) is { } standing)
        {
            return Of(standing);
        }

        EventQuota before = run.Approvals.Asked;
        EventQuota minute = now - before.Since >= TimeSpan.FromMinutes(1) ? new EventQuota(now, 0, 0) : before;
        if (Bound(run.Approvals, minute) is { } reached)
        {
            return new ApprovalAnswer(ApprovalVerdict.TooMany, Message: reached);
        }

        run.Approvals.Asked = minute with { Kept = minute.Kept + 1 };
        aftermath.OnRollback(() => run.Approvals.Asked = before);
        ApprovalChanges.Open(run, () => Create(run.Record, clean, now), transaction, aftermath);
        return Of(run.Approvals.Find(clean.Fingerprint, clean.Host)!);
    }

    private static string? Bound(RunApprovals approvals, EventQuota minute) =>
        approvals.PendingCount >= RunApprovals.MaxPending
            ? Text($"{RunApprovals.MaxPending} requests of this run wait for an operator already")
        : approvals.DecidedCount + approvals.PendingCount >= RunApprovals.MaxDecided
            ? Text($"operators decided on {RunApprovals.MaxDecided} values of this run, which is all that one run may ask")
        : minute.Kept >= RunApprovals.MaxAMinute
            ? Text($"this run asked {RunApprovals.MaxAMinute} times within a minute")
            : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private ApprovalView Create(RunRecord run, ApprovalRequest clean, DateTimeOffset now) => new(
            RandomNumberGenerator.GetString(IdAlphabet, IdLength), run.Id, run.Name, ApprovalState.Pending, clean.Rule, clean.Place, clean.Context,
            clean.Fingerprint, clean.Route, clean.Host, clean.Method, clean.Path, now, now + state.Policy.ApprovalTimeout, null, null);
}
