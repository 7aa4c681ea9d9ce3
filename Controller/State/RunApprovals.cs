using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Controller.State;

/// <summary>A run's pending approvals and the decisions that stand, by value and destination: at most <see cref="MaxPending"/> and <see cref="MaxDecided"/>. Guarded by
/// <see cref="HostState.Gate"/>.</summary>
internal sealed class RunApprovals
{
    /// <summary>Requests that may wait at once.</summary>
    public const int MaxPending = 16;

    /// <summary>Decisions that are kept. None is ever forgotten for another, because a rejected value would then be asked for again: with so many, whatever is new is refused.</summary>
    public const int MaxDecided = 256;

    /// <summary>New approvals a minute: an agent must not bury an operator.</summary>
    public const int MaxAMinute = 30;

    private readonly OrderedDictionary<(string Fingerprint, string Host), ApprovalView> _standing = [];

    /// <summary>How many were asked for in this minute.</summary>
    public EventQuota Asked { get; set; }

    /// <summary>How many wait.</summary>
    public int PendingCount { get; private set; }

    /// <summary>How many end by themselves: those that wait, and those that were given for a time.</summary>
    public int TimedCount { get; private set; }

    /// <summary>How many are decided.</summary>
    public int DecidedCount => _standing.Count - PendingCount;

    /// <summary>Those that wait, oldest first.</summary>
    public IEnumerable<ApprovalView> Pending => PendingCount == 0 ? [] : _standing.Values.Where(IsPending);

    /// <summary>Those that end by themselves, oldest first.</summary>
    public IEnumerable<ApprovalView> Timed => TimedCount == 0 ? [] : _standing.Values.Where(approval => EndOf(approval) is not null);

    /// <summary>When the next one times out or ends; null while none does.</summary>
    public DateTimeOffset? NextExpiry => Timed.Min(EndOf);

    /// <summary>All of them, oldest first.</summary>
    public IEnumerable<ApprovalView> All => _standing.Values;

    /// <summary>What the run's proxies are told.</summary>
    public IReadOnlyList<ApprovalOrder> Orders =>
    [
        .. _standing.Values.Select(approval => new ApprovalOrder(
            approval.Id, approval.Fingerprint, approval.State, approval.ExpiresAt, approval.Host, approval.AnyHost, approval.Once, approval.DecidedAt, approval.Until)),
    ];

    /// <summary>What stands for a value at a destination: first what was asked for there, then a no for the value, then a yes for any host; null where nothing does.</summary>
    public ApprovalView? Find(string fingerprint, string host) =>
        _standing.GetValueOrDefault((fingerprint, host))
        ?? _standing.Values.Where(approval => approval.Fingerprint == fingerprint && ApprovalReach.IsEverywhere(approval.State, approval.AnyHost))
            .OrderByDescending(approval => approval.State == ApprovalState.Rejected).FirstOrDefault();

    /// <summary>The one with an id; null where it does not stand.</summary>
    public ApprovalView? FindById(string id) => _standing.Values.FirstOrDefault(approval => approval.Id == id);

    /// <summary>Takes over what the store holds.</summary>
    public void Load(IEnumerable<ApprovalView> approvals)
    {
        foreach (ApprovalView approval in approvals)
        {
            Set(approval);
        }
    }

    /// <summary>Makes this what stands for its value and destination.</summary>
    /// <returns>What stood before; null for nothing.</returns>
    public ApprovalView? Set(ApprovalView approval)
    {
        ApprovalView? before = Drop(approval);
        _standing[(approval.Fingerprint, approval.Host)] = approval;
        Count(approval, 1);
        return before;
    }

    /// <summary>Lets nothing stand for the value and destination of this one.</summary>
    /// <returns>What stood before; null for nothing.</returns>
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
