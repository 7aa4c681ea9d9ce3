namespace BotBottle.Core.Budgets;

/// <summary>
/// What was spent inside a budget's window. Not safe for several threads; time is passed in.
/// <para>
/// A sliding window keeps at most <see cref="MaxBuckets"/> sums, each over a 4,096th of its length; a sum leaves when all of it is outside,
/// so the window may hold spending for a 4,096th too long (21 s in 24 h) and never lets go of it early. A clock that is set back adds to the newest sum.
/// </para>
/// </summary>
public sealed class SpendWindow(BudgetWindow window)
{
    /// <summary>The most sums that a sliding window holds.</summary>
    public const int MaxBuckets = 4096;

    private readonly List<(DateTimeOffset Start, Spend Sum)> _buckets = [];
    private DateTimeOffset _start = DateTimeOffset.MinValue;
    private Spend _total;

    private TimeSpan BucketLength => window.Length / MaxBuckets;

    /// <summary>Adds spending; a negative amount at the same instant takes it back.</summary>
    public void Add(DateTimeOffset at, Spend spend)
    {
        Advance(at);
        _total += spend;
        if (window.Kind != WindowKind.Sliding)
        {
            return;
        }

        if (_buckets.Count > 0 && at < _buckets[^1].Start + BucketLength)
        {
            _buckets[^1] = (_buckets[^1].Start, _buckets[^1].Sum + spend);
        }
        else
        {
            _buckets.Add((at, spend));
        }
    }

    /// <summary>What counts at <paramref name="now"/>.</summary>
    public Spend At(DateTimeOffset now)
    {
        Advance(now);
        return _total;
    }

    /// <summary>When <paramref name="budget"/> has room again by the passing of time alone: now or earlier where it has room, null where time does not help.</summary>
    public DateTimeOffset? RoomAt(DateTimeOffset now, Budget budget)
    {
        Spend left = At(now);
        if (!budget.IsSpent(left))
        {
            return now;
        }

        if (window.Kind != WindowKind.Sliding)
        {
            return budget.IsSpent(default) ? null : window.EndsAt(now);
        }

        foreach ((DateTimeOffset start, Spend sum) in _buckets)
        {
            left -= sum;
            if (!budget.IsSpent(left))
            {
                return start + BucketLength + window.Length;
            }
        }

        return null;
    }

    private void Advance(DateTimeOffset now)
    {
        if (window.Kind == WindowKind.Sliding)
        {
            int gone = 0;
            for (; gone < _buckets.Count && _buckets[gone].Start + BucketLength + window.Length <= now; gone++)
            {
                _total -= _buckets[gone].Sum;
            }

            _buckets.RemoveRange(0, gone);
        }
        else if (window.StartsAt(now) is { } start && start > _start)
        {
            _start = start;
            _total = default;
        }
    }
}
