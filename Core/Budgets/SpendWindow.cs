namespace BotBottle.Core.Budgets;

/// <summary>
/// The spending inside a budget's window. Not safe for several threads; callers pass the time in.
/// <para>
/// Spending is kept in sums: one per period of a calendar window, and one per <see cref="MaxBuckets"/>th of a sliding window's length. A sum leaves when all of
/// it is outside the window. A sliding window may therefore count spending for a 4,096th too long (21 s in 24 h), and never drops it early. Spending with a
/// time stamp in the future counts until that time has left the window. Sums that left are forgotten: after the clock is set back, the window is filled again
/// from the ledger.
/// </para>
/// </summary>
public sealed class SpendWindow(BudgetWindow window)
{
    /// <summary>The most sums that a sliding window holds, minus one, while the clock only goes forward.</summary>
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

    /// <summary>The spending that counts at <paramref name="now"/>.</summary>
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

    /// <summary>The time at which <paramref name="budget"/> has room without a reset: now or earlier if it has room, null if it never gets any.</summary>
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

    /// <summary>The time at which the oldest sum leaves; null when there is none.</summary>
    public DateTimeOffset? ChangesAt => _buckets.Count > 0 ? GoneAt(_buckets[0].Start) : null;

    private DateTimeOffset? GoneAt(DateTimeOffset start) =>
        window.Kind == WindowKind.Sliding ? start + BucketLength + window.Length : window.EndsAt(start);
}
