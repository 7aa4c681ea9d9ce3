using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Transport;

[Parallelizable(ParallelScope.All)]
public sealed class TokenBucketTests
{
    [Test]
    public void The_rate_per_second_is_limited()
    {
        ManualTime time = new();
        TokenBucket bucket = new(5, time);
        Assert.That(Taken(bucket), Is.EqualTo(5));
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.That(Taken(bucket), Is.InRange(1, 2));
        time.Advance(TimeSpan.FromHours(0.01));
        Assert.That(Taken(bucket), Is.EqualTo(5));
    }

    private static int Taken(TokenBucket bucket)
    {
        int taken = 0;
        while (bucket.TryTake())
        {
            taken++;
        }
        return taken;
    }
}
