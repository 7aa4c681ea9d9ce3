namespace BotBottle.Core.Tests;

/// <summary>The tests' clock itself.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ManualTimeTests
{
    [Test]
    public void Timers_fire_in_their_order_and_see_their_own_time()
    {
        ManualTime time = new();
        List<string> fired = [];
        using ITimer late = Timer(time, 2500, Timeout.Infinite, "late");
        using ITimer each = Timer(time, 1000, 1000, "each");
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.That(fired, Is.EqualTo(new[] { "each 1000", "each 2000", "late 2500", "each 3000", "each 4000" }));
        Assert.That(time.GetUtcNow() - time.Start, Is.EqualTo(TimeSpan.FromSeconds(4)));

        ITimer Timer(ManualTime clock, int due, int period, string name) => clock.CreateTimer(
            _ => fired.Add($"{name} {clock.GetElapsedTime(0).TotalMilliseconds}"), null, TimeSpan.FromMilliseconds(due), TimeSpan.FromMilliseconds(period));
    }

    [Test]
    public void A_timer_that_starts_another_is_followed_by_it_in_the_same_move()
    {
        ManualTime time = new();
        int fired = 0;
        ITimer timer = null!;
        TimeSpan second = TimeSpan.FromSeconds(1);
        TimeSpan never = Timeout.InfiniteTimeSpan;
        timer = time.CreateTimer(_ => timer.Change(++fired < 5 ? second : never, never), null, second, never);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(fired, Is.EqualTo(3));
        timer.Dispose();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.That((fired, timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan)), Is.EqualTo((3, false)));
    }

    [Test]
    public void Time_that_is_skipped_fires_a_timer_once()
    {
        ManualTime time = new();
        int fired = 0;
        using ITimer each = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        time.Skip(TimeSpan.FromHours(1));
        Assert.That((fired, time.GetElapsedTime(0)), Is.EqualTo((1, TimeSpan.FromHours(1))));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(fired, Is.EqualTo(2));
    }

    [Test]
    public void A_wall_clock_that_is_set_moves_no_timer_and_no_timestamp()
    {
        ManualTime time = new();
        int fired = 0;
        using ITimer timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.FromSeconds(1));
        time.Set(time.Start - TimeSpan.FromDays(1));
        Assert.That((fired, time.GetElapsedTime(0)), Is.EqualTo((0, TimeSpan.FromSeconds(1))));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((fired, time.GetUtcNow()), Is.EqualTo((1, time.Start - TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1))));
    }
}
