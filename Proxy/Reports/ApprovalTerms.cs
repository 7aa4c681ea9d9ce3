using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Ends the yeses that were given for a time, whether or not a controller is up to say so. Two clocks are asked, and the first that says so ends it: the wall
/// clock, which goes on while the machine sleeps, and the monotonic one, which nobody can set back.
/// </summary>
internal sealed class ApprovalTerms(TimeProvider time)
{
    private readonly Lock _lock = new();

    // When this proxy learned of it, and what was left then.
    private readonly Dictionary<string, (long Learned, TimeSpan Left)> _terms = new(StringComparer.Ordinal);

    /// <summary>Begins to count for what is new in the orders, and forgets what is not in them any more.</summary>
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

    /// <summary>Whether the time of a yes is over.</summary>
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

    // Never more than it was given for, also where the clock was set back since.
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
