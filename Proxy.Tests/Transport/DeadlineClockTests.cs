using BotBottle.Proxy.Transport;
using NSubstitute;

namespace BotBottle.Proxy.Tests.Transport;

[Parallelizable(ParallelScope.All)]
public sealed class DeadlineClockTests
{
    [Test]
    public void A_deadline_expires_once_and_never_early()
    {
        ManualTime time = new();
        using DeadlineClock clock = new(time);
        IDeadline watched = In(TimeSpan.FromSeconds(3), clock);
        clock.Watch(watched);
        time.Advance(TimeSpan.FromSeconds(2.9));
        watched.DidNotReceive().Expire();
        time.Advance(TimeSpan.FromSeconds(1.2));
        watched.Received(1).Expire();
        time.Advance(TimeSpan.FromSeconds(10));
        watched.Received(1).Expire();
    }

    [Test]
    public void A_moved_or_forgotten_deadline_does_not_expire()
    {
        ManualTime time = new();
        using DeadlineClock clock = new(time);
        IDeadline moving = In(TimeSpan.FromSeconds(1), clock);
        IDeadline forgotten = In(TimeSpan.FromSeconds(1), clock);
        clock.Watch(moving);
        clock.Watch(forgotten);
        clock.Forget(forgotten);
        for (int i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            moving.Deadline.Returns(clock.After(TimeSpan.FromSeconds(1)));
        }
        moving.DidNotReceive().Expire();
        forgotten.DidNotReceive().Expire();
    }

    private static IDeadline In(TimeSpan limit, DeadlineClock clock)
    {
        IDeadline deadline = Substitute.For<IDeadline>();
        deadline.Deadline.Returns(clock.After(limit));
        return deadline;
    }
}
