using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Transport;

[Parallelizable(ParallelScope.All)]
public sealed class RateAllowanceTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    [Test]
    public void Silence_is_allowed_for_the_grace_only()
    {
        RateAllowance allowance = new(Grace);
        allowance.Spend(30_000, 0);
        Assert.That(allowance.Left, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase(1, 100, false, TestName = "One byte ten times a second is too slow")]
    [TestCase(239, 1000, false, TestName = "Just below the rate is too slow")]
    [TestCase(241, 1000, true, TestName = "Just above the rate lasts for ever")]
    [TestCase(6000, 25_000, true, TestName = "The same rate in larger pieces")]
    public void The_rate_decides_whether_a_peer_is_cut_off(int bytes, int milliseconds, bool lasts)
    {
        RateAllowance allowance = new(Grace);
        for (long elapsed = 0; elapsed < 24 * 3600 * 1000 && allowance.Left > TimeSpan.Zero; elapsed += milliseconds)
        {
            allowance.Spend(milliseconds, bytes);
        }
        Assert.That(allowance.Left > TimeSpan.Zero, Is.EqualTo(lasts));
    }

    [Test]
    public void Many_bytes_at_once_restore_at_most_the_grace()
    {
        RateAllowance allowance = new(Grace);
        allowance.Spend(0, long.MaxValue);
        Assert.That(allowance.Left, Is.EqualTo(Grace));
        allowance.Spend(29_000, 0);
        allowance.Spend(0, long.MaxValue);
        Assert.That(allowance.Left, Is.EqualTo(Grace));
    }
}
