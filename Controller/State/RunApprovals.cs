using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Controller.State;

/// <summary>
/// A run's pending approvals and its decisions in force, by value and destination: at most <see cref="MaxPending"/> and <see cref="MaxDecided"/>. Guarded by
/// <see cref="HostState.Gate"/>.
/// </summary>
internal sealed class RunApprovals
{
    /// <summary>Most requests that may be pending at once.</summary>
    public const int MaxPending = 16;

    /// <summary>
    /// Most decisions that are kept. No decision is dropped for another, because a rejected value would then be asked for again; when the limit is reached, new
    /// values are refused.
    /// </summary>
    public const int MaxDecided = 256;

    /// <summary>Most new approvals per minute, so that an agent cannot flood an operator.</summary>
    public const int MaxAMinute = 30;

    private readonly OrderedDictionary<(string Fingerprint, string Host), ApprovalView> _standing = [];

    /// <summary>Number of approvals asked for in this minute.</summary>
    public EventQuota Asked { get; set; }

    /// <summary>Number of pending approvals.</summary>
    public int PendingCount { get; private set; }

    /// <summary>Number of approvals that expire: pending ones, and those granted for a limited time.</summary>
    public int TimedCount { get; private set; }

    /// <summary>Number of decided approvals.</summary>
    public int DecidedCount => _standing.Count - PendingCount;

    /// <summary>The pending approvals, oldest first.</summary>
    public IEnumerable<ApprovalView> Pending => PendingCount == 0 ? [] : _standing.Values.Where(IsPending);

    /// <summary>The approvals that expire, oldest first.</summary>
    public IEnumerable<ApprovalView> Timed => TimedCount == 0 ? [] : _standing.Values.Where(approval => EndOf(approval) is not null);

    /// <summary>Time when the next one expires; null if none does.</summary>
    public DateTimeOffset? NextExpiry => Timed.Min(EndOf);

    /// <summary>All approvals, oldest first.</summary>
    public IEnumerable<ApprovalView> All => _standing.Values;

    /// <summary>The approvals in the form of orders for the run's proxies.</summary>
    public IReadOnlyList<ApprovalOrder> Orders =>
    [
        .. _standing.Values.Select(approval => new ApprovalOrder(
            approval.Id, approval.Fingerprint, approval.State, approval.ExpiresAt, approval.Host, approval.AnyHost, approval.Once, approval.DecidedAt,
            approval.Until)),
    ];

    /// <summary>
    /// Finds the decision or request for a value at a destination. Order: the one for that destination, then a rejection of the value, then an approval for any
    /// host. Null if there is none.
    /// </summary>
    public ApprovalView? Find(string fingerprint, string host) =>
        _standing.GetValueOrDefault((fingerprint, host))
        ?? _standing.Values.Where(approval => approval.Fingerprint == fingerprint && ApprovalReach.IsEverywhere(approval.State, approval.AnyHost))
            .OrderByDescending(approval => approval.State == ApprovalState.Rejected).FirstOrDefault();

    /// <summary>Finds an approval by id; null if there is none.</summary>
    public ApprovalView? FindById(string id) => _standing.Values.FirstOrDefault(approval => approval.Id == id);

    /// <summary>Loads the approvals from the store.</summary>
    public void Load(IEnumerable<ApprovalView> approvals)
    {
        foreach (ApprovalView approval in approvals)
        {
            Set(approval);
        }
    }

    /// <summary>Sets the approval for its value and destination.</summary>
    /// <returns>The one that it replaces; null if there was none.</returns>
    public ApprovalView? Set(ApprovalView approval)
    {
        ApprovalView? before = Drop(approval);
        _standing[(approval.Fingerprint, approval.Host)] = approval;
        Count(approval, 1);
        return before;
    }

    /// <summary>Removes the approval for the value and destination of this one.</summary>
    /// <returns>The removed one; null if there was none.</returns>
    public ApprovalView? Drop(ApprovalView approval)
    {
        if (_standing.Remove((approval.Fingerprint, approval.Host), out ApprovalView? before))
        {
            Count(before, -1);
        }

        return before;
    }

    private void Count(ApprovalView approval, int by)
    {
        PendingCount += IsPending(approval) ? by : 0;
        TimedCount += EndOf(approval) is null ? 0 : by;
    }

    private static bool IsPending(ApprovalView approval) => approval.State == ApprovalState.Pending;

    private static DateTimeOffset? EndOf(ApprovalView approval) => approval.State switch
    {
        ApprovalState.Pending => approval.ExpiresAt,
        ApprovalState.Approved => approval.Until,
        _ => null,
    };
}
