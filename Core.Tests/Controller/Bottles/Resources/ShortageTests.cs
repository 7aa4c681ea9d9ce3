using BotBottle.Controller.Bottles.Resources;

namespace BotBottle.Core.Tests.Controller.Bottles.Resources;

[TestFixture, Parallelizable(ParallelScope.All)]
public sealed class ShortageTests
{
    private const long Kept = 100;

    [Test]
    public void Enough_is_no_shortage() => Assert.That(Look(new Shortage(), 0, free: 100, usesMuch: true), Is.False);

    [Test]
    public void A_bottle_with_high_use_is_ended_at_once() => Assert.That(Look(new Shortage(), 0, free: 99, usesMuch: true), Is.True);

    [Test]
    public void A_bottle_with_low_use_waits_for_the_others_and_is_ended_last()
    {
        Shortage shortage = new();
        Assert.That(Look(shortage, 0, free: 50), Is.False);
        Assert.That(Look(shortage, 2.9, free: 40), Is.False);
        Assert.That(Look(shortage, 3.1, free: 40), Is.True);
    }

    [Test]
    public void Released_memory_restarts_the_wait()
    {
        Shortage shortage = new();
        Assert.That(Look(shortage, 0, free: 50), Is.False);
        Assert.That(Look(shortage, 2.9, free: 60), Is.False);
        Assert.That(Look(shortage, 5.8, free: 60), Is.False);
        Assert.That(Look(shortage, 6, free: 60), Is.True);
    }

    [Test]
    public void A_past_shortage_is_forgotten()
    {
        Shortage shortage = new();
        Assert.That(Look(shortage, 0, free: 50), Is.False);
        Assert.That(Look(shortage, 1, free: 200), Is.False);
        Assert.That(Look(shortage, 4, free: 50), Is.False);
    }

    private static bool Look(Shortage shortage, double seconds, long free, bool usesMuch = false) =>
        shortage.Persists(TimeSpan.FromSeconds(seconds), free, Kept, () => usesMuch);
}
