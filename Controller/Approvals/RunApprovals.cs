using BotBottle.Controller.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Approvals;

/// <summary>A run's pending approvals and the decisions that stand, by fingerprint: at most <see cref="MaxPending"/> and <see cref="MaxDecided"/>. Guarded by
/// <see cref="HostState.Gate"/>.</summary>
internal sealed class RunApprovals
{
    /// <summary>Requests that may wait at once.</summary>
    public const int MaxPending = 16;

    /// <summary>Decisions that are kept. None is ever forgotten for another, because a rejected value would then be asked for again: with so many, whatever is new is refused.</summary>
    public const int MaxDecided = 256;

    /// <summary>New approvals a minute: an agent must not bury an operator.</summary>
    public const int MaxAMinute = 30;

    private readonly OrderedDictionary<string, ApprovalView> _standing = new(StringComparer.Ordinal);

    /// <summary>How many were asked for in this minute.</summary>
    public EventQuota Asked { get; set; }

    /// <summary>How many wait.</summary>
    public int PendingCount { get; private set; }

    /// <summary>How many are decided.</summary>
    public int DecidedCount => _standing.Count - PendingCount;

    /// <summary>Those that wait, oldest first.</summary>
    public IEnumerable<ApprovalView> Pending => PendingCount == 0 ? [] : _standing.Values.Where(IsPending);

    /// <summary>When the next one times out; null while none waits.</summary>
    public DateTimeOffset? NextExpiry => PendingCount == 0 ? null : Pending.Min(approval => approval.ExpiresAt);

    /// <summary>What the run's proxies are told.</summary>
    public IReadOnlyList<ApprovalOrder> Orders =>
        [.. _standing.Values.Select(approval => new ApprovalOrder(approval.Id, approval.Fingerprint, approval.State, approval.ExpiresAt))];

    /// <summary>What stands for a value; null where nothing does.</summary>
    public ApprovalView? Find(string fingerprint) => _standing.GetValueOrDefault(fingerprint);

    /// <summary>The one with an id; null where it does not stand.</summary>
    public ApprovalView? FindById(string id) => _standing.Values.FirstOrDefault(approval => approval.Id == id);

    /// <summary>Takes over what the store holds.</summary>
    public void Load(IEnumerable<ApprovalView> approvals)
    {
        foreach (ApprovalView approval in approvals)
        {
            Set(approval.Fingerprint, approval);
        }
    }

    /// <summary>Makes this what stands for a value; null for nothing.</summary>
    public void Set(string fingerprint, ApprovalView? approval)
    {
        if (_standing.TryGetValue(fingerprint, out ApprovalView? before) && IsPending(before))
        {
            PendingCount--;
        }

        if (approval is null)
        {
            _standing.Remove(fingerprint);
            return;
        }

        _standing[fingerprint] = approval;
        PendingCount += IsPending(approval) ? 1 : 0;
    }

    private static bool IsPending(ApprovalView approval) => approval.State == ApprovalState.Pending;
}
