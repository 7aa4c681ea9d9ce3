using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Tests.Transport;

[Parallelizable(ParallelScope.All)]
public sealed class DeadlineClockTests
{
    [Test]
    public void A_deadline_expires_once_and_never_early()
    {
        ManualTime time = new();
        using DeadlineClock clock = new(time);
        Watched watched = new() { Deadline = clock.After(TimeSpan.FromSeconds(3)) };
        clock.Watch(watched);
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.That(watched.Expired, Is.Zero);
        time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.That(watched.Expired, Is.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(watched.Expired, Is.EqualTo(1));
    }

    [Test]
    public void A_moved_or_forgotten_deadline_does_not_expire()
    {
        ManualTime time = new();
        using DeadlineClock clock = new(time);
        Watched moving = new() { Deadline = clock.After(TimeSpan.FromSeconds(1)) };
        Watched forgotten = new() { Deadline = clock.After(TimeSpan.FromSeconds(1)) };
        clock.Watch(moving);
        clock.Watch(forgotten);
        clock.Forget(forgotten);
        for (int i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            moving.Deadline = clock.After(TimeSpan.FromSeconds(1));
        }
        Assert.That((moving.Expired, forgotten.Expired), Is.EqualTo((0, 0)));
    }

    private sealed class Watched : IDeadline
    {
        public long Deadline { get; set; }

        public int Expired { get; private set; }

        public void Expire() => Expired++;
    }
}
