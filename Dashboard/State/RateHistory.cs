namespace BotBottle.Dashboard.State;

/// <summary>Tokens over the last 15 minutes, in buckets of 10 seconds. Immutable; 720 bytes.</summary>
internal sealed class RateHistory
{
    /// <summary>Minutes that are kept.</summary>
    public const int Minutes = 15;

    private const int Seconds = 10;
    private const int InMinute = 60 / Seconds;
    private const int Count = Minutes * InMinute;

    private readonly long[] _buckets; // a ring: bucket n is at n % Count
    private readonly long _newest;

    private RateHistory(long[] buckets, long newest) => (_buckets, _newest) = (buckets, newest);

    /// <summary>Nothing yet.</summary>
    public static RateHistory Empty { get; } = new(new long[Count], 0);

    /// <summary>With tokens that were charged at a time; what is older than all that is kept is dropped.</summary>
    public RateHistory Add(DateTimeOffset time, long tokens)
    {
        long bucket = BucketOf(time);
        if (bucket <= _newest - Count || tokens == 0)
        {
            return this;
        }

        long[] buckets = [.. _buckets];
        for (long stale = Math.Max(_newest + 1, bucket - Count + 1); stale <= bucket; stale++)
        {
            buckets[stale % Count] = 0;
        }

        buckets[bucket % Count] += tokens;
        return new RateHistory(buckets, Math.Max(_newest, bucket));
    }

    /// <summary>Tokens in the 60 seconds before a time; the oldest bucket counts by the part of it that lies within.</summary>
    public long PerMinute(DateTimeOffset now)
    {
        long bucket = BucketOf(now);
        long sum = 0;
        for (long i = bucket - InMinute + 1; i <= bucket; i++)
        {
            sum += At(i);
        }

        double passed = now.ToUnixTimeMilliseconds() % (Seconds * 1000) / (Seconds * 1000.0);
        return sum + (long)(At(bucket - InMinute) * (1 - passed));
    }

    /// <summary>The last minutes, oldest first; the last one is the minute that <see cref="PerMinute"/> tells of, in whole buckets.</summary>
    /// <param name="now">The end.</param>
    /// <param name="minutes">One sum for each place.</param>
    public void CopyMinutes(DateTimeOffset now, Span<long> minutes)
    {
        long end = BucketOf(now);
        for (int i = minutes.Length - 1; i >= 0; i--, end -= InMinute)
        {
            minutes[i] = 0;
            for (long bucket = end - InMinute + 1; bucket <= end; bucket++)
            {
                minutes[i] += At(bucket);
            }
        }
    }

    private static long BucketOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / Seconds;

    private long At(long bucket) => bucket > _newest || bucket <= _newest - Count || bucket < 0 ? 0 : _buckets[bucket % Count];
}
