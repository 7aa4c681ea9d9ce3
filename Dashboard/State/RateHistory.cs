namespace BotBottle.Dashboard.State;

/// <summary>Tokens over the last 15 minutes, in buckets of 10 seconds. Immutable; 720 bytes.</summary>
internal sealed class RateHistory
{
    /// <summary>The number of kept minutes.</summary>
    public const int Minutes = 15;

    private const int Seconds = 10;
    private const int InMinute = 60 / Seconds;
    private const int Count = Minutes * InMinute;

    private readonly long[] _buckets; // a ring: bucket n is at n % Count
    private readonly long _newest;

    private RateHistory(long[] buckets, long newest) => (_buckets, _newest) = (buckets, newest);

    /// <summary>The history without tokens.</summary>
    public static RateHistory Empty { get; } = new(new long[Count], 0);

    /// <summary>Adds tokens at a time; tokens older than the whole history are dropped.</summary>
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

    /// <summary>The tokens in the 60 seconds before a time; the oldest bucket counts by the part that lies within.</summary>
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

    /// <summary>The sums of the last minutes, oldest first. The last one is the minute of <see cref="PerMinute"/>, in whole buckets.</summary>
    /// <param name="now">The end of the last minute.</param>
    /// <param name="minutes">The buffer, one sum per place.</param>
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
