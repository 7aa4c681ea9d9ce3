namespace BotBottle.Core.Budgets;

/// <summary>
/// What was spent inside a budget's window. Not safe for several threads; time is passed in.
/// <para>
/// Spending is kept in sums: a calendar window's by its period, a sliding one's over a <see cref="MaxBuckets"/>th of its length. A sum leaves when all of it is
/// outside, so a sliding window may hold spending for a 4,096th too long (21 s in 24 h) and never lets go of it early. What a clock stamped that was ahead counts
/// until its own time is over. What has left is not known here any more: where a clock is set back, the window is filled again from the ledger.
/// </para>
/// </summary>
public sealed class SpendWindow(BudgetWindow window)
{
    /// <summary>The most sums that a sliding window of a clock that only goes forward holds, but for one.</summary>
    public const int MaxBuckets = 4096;

    private readonly List<(DateTimeOffset Start, Spend Sum)> _buckets = [];
    private Spend _total;

    private TimeSpan BucketLength => window.Length / MaxBuckets;

    /// <summary>Adds spending; a negative amount at the same instant takes it back.</summary>
    public void Add(DateTimeOffset at, Spend spend)
    {
        _total += spend;
        DateTimeOffset start = window.Kind == WindowKind.Sliding ? at : window.StartsAt(at) ?? default;
        int place = _buckets.Count;
        while (place > 0 && _buckets[place - 1].Start > start)
        {
            place--;
        }

        if (place > 0 && (_buckets[place - 1].Start == start || at < _buckets[place - 1].Start + BucketLength))
        {
            _buckets[place - 1] = (_buckets[place - 1].Start, _buckets[place - 1].Sum + spend);
        }
        else
        {
            _buckets.Insert(place, (start, spend));
        }
    }

    /// <summary>What counts at <paramref name="now"/>.</summary>
    public Spend At(DateTimeOffset now)
    {
        int gone = 0;
        for (; gone < _buckets.Count && GoneAt(_buckets[gone].Start) <= now; gone++)
        {
            _total -= _buckets[gone].Sum;
        }

        _buckets.RemoveRange(0, gone);
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

        foreach ((DateTimeOffset start, Spend sum) in _buckets)
        {
            left -= sum;
            if (!budget.IsSpent(left))
            {
                return GoneAt(start);
            }
        }

        return null;
    }

    /// <summary>When the oldest sum leaves; null where there is none.</summary>
    public DateTimeOffset? ChangesAt => _buckets.Count > 0 ? GoneAt(_buckets[0].Start) : null;

    private DateTimeOffset? GoneAt(DateTimeOffset start) =>
        window.Kind == WindowKind.Sliding ? start + BucketLength + window.Length : window.EndsAt(start);
}
