using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Expires approvals that are limited in time, even if no controller is running. It uses two clocks, and the first one to expire counts: the wall clock, which
/// advances while the machine sleeps, and the monotonic clock, which cannot be set back.
/// </summary>
internal sealed class ApprovalTerms(TimeProvider time)
{
    private readonly Lock _lock = new();

    // The moment at which this proxy learned of an approval, and the time left at that moment.
    private readonly Dictionary<string, (long Learned, TimeSpan Left)> _terms = new(StringComparer.Ordinal);

    /// <summary>Starts to count the time of new approvals in the orders, and forgets those that are gone.</summary>
    public void Learn(RunOrders orders)
    {
        lock (_lock)
        {
            foreach (string gone in _terms.Keys.Except((orders.Approvals ?? []).Select(order => order.Id)).ToArray())
            {
                _terms.Remove(gone);
            }

            foreach (ApprovalOrder order in orders.Approvals ?? [])
            {
                _ = LeftAtFirst(order);
            }
        }
    }

    /// <summary>True if an approval has expired.</summary>
    public bool IsOver(ApprovalOrder order)
    {
        if (order.Until is null)
        {
            return false;
        }

        lock (_lock)
        {
            (long learned, TimeSpan left) = LeftAtFirst(order);
            return time.GetElapsedTime(learned) >= left || ApprovalReach.IsOver(order.Until, order.DecidedAt, time.GetUtcNow());
        }
    }

    // Never more than the approval's whole time, even if the clock was set back since.
    private (long Learned, TimeSpan Left) LeftAtFirst(ApprovalOrder order)
    {
        if (order.Until is not { } until)
        {
            return default;
        }

        if (!_terms.TryGetValue(order.Id, out (long Learned, TimeSpan Left) term))
        {
            TimeSpan left = until - time.GetUtcNow();
            TimeSpan given = until - (order.DecidedAt ?? until);
            _terms[order.Id] = term = (time.GetTimestamp(), left < given ? left : given);
        }

        return term;
    }
}
