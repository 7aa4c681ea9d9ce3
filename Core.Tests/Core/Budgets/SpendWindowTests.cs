using BotBottle.Core.Budgets;

namespace BotBottle.Core.Tests.Core.Budgets;

/// <summary>Windows against a slow and simple reference: a list of all spend.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SpendWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 22, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_sliding_window_has_at_least_its_spend_and_at_most_one_bucket_more([Values(1, 2, 3)] int seed, [Values(60, 3600, 86400)] int seconds)
    {
        Random random = new(seed);
        TimeSpan length = TimeSpan.FromSeconds(seconds);
        SpendWindow window = new(BudgetWindow.Sliding(length));
        List<(DateTimeOffset At, Spend Spend)> all = [];
        DateTimeOffset now = Start;
        for (int i = 0; i < 2_500; i++)
        {
            now += length * (random.NextDouble() / 500);
            Spend spend = new(random.Next(0, 1000), 1);
            window.Add(now, spend);
            all.Add((now, spend));
            Spend held = window.At(now);
            Assert.That(held.Tokens, Is.GreaterThanOrEqualTo(Since(all, now - length).Tokens));
            Assert.That(held.Tokens, Is.LessThanOrEqualTo(Since(all, now - length - length / SpendWindow.MaxBuckets).Tokens));
        }

        Assert.That(window.At(now + length + length), Is.EqualTo(default(Spend)));
    }

    [Test]
    public void A_calendar_window_is_exact([Values(1, 2)] int seed)
    {
        Random random = new(seed);
        SpendWindow window = new(Parse("daily"));
        List<(DateTimeOffset At, Spend Spend)> all = [];
        DateTimeOffset now = Start;
        for (int i = 0; i < 1_000; i++)
        {
            now += TimeSpan.FromMinutes(random.Next(0, 300));
            Spend spend = new(random.Next(0, 1000), 1);
            window.Add(now, spend);
            all.Add((now, spend));
            Assert.That(window.At(now), Is.EqualTo(Since(all, new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero))));
        }
    }

    [TestCase("10m")]
    [TestCase("daily")]
    public void A_negative_amount_at_the_same_time_undoes_an_amount(string text)
    {
        SpendWindow window = new(Parse(text));
        window.Add(Start, new Spend(5, 1));
        window.Add(Start.AddSeconds(30), new Spend(7, 1));
        window.Add(Start.AddSeconds(30), -new Spend(7, 1));
        Assert.That(window.At(Start.AddSeconds(30)), Is.EqualTo(new Spend(5, 1)));
    }

    [Test]
    public void A_clock_set_back_loses_no_spend()
    {
        SpendWindow sliding = new(Parse("1h"));
        SpendWindow daily = new(Parse("daily"));
        foreach (SpendWindow window in new[] { sliding, daily })
        {
            window.Add(Start.AddHours(3), new Spend(5, 1));
            window.Add(Start.AddDays(-3), new Spend(7, 1));
            Assert.That(window.At(Start.AddDays(-3)), Is.EqualTo(new Spend(12, 2)));
        }
    }

    [Test]
    public void Reloaded_after_the_clock_was_set_back_a_window_matches_the_ledger(
        [Values("daily", "weekly", "monthly", "2h", "30d")] string text, [Values(1, 2)] int seed)
    {
        Random random = new(seed);
        BudgetWindow kind = Parse(text);
        SpendWindow window = new(kind);
        List<(DateTimeOffset At, Spend Spend)> all = [];
        DateTimeOffset now = Start;
        for (int i = 0; i < 500; i++)
        {
            DateTimeOffset next = now
                + TimeSpan.FromMinutes(random.Next(10) switch { 0 => -random.Next(60 * 24 * 40), 1 => random.Next(60 * 24 * 40), _ => random.Next(90) });
            if (next < now)
            {
                window = new SpendWindow(kind);
                foreach ((DateTimeOffset at, Spend earlier) in all.Where(entry => entry.At >= kind.StartsAt(next)))
                {
                    window.Add(at, earlier);
                }
            }

            now = next;
            Spend spend = new(random.Next(0, 1000), 1);
            window.Add(now, spend);
            all.Add((now, spend));
            Assert.That(window.At(now).Tokens, Is.GreaterThanOrEqualTo(Since(all, kind.StartsAt(now)!.Value).Tokens));
            Assert.That(window.At(now).Tokens, Is.LessThanOrEqualTo(Since(all, kind.StartsAt(now)!.Value - kind.Length / SpendWindow.MaxBuckets).Tokens));
        }
    }

    [Test]
    public void A_sliding_window_knows_when_it_has_room_again()
    {
        Budget budget = Budget.OfTokens(Scope.Host, "claude", 100, "test") with { Window = Parse("1h") };
        SpendWindow window = new(budget.Window);
        window.Add(Start, new Spend(60, 1));
        window.Add(Start.AddMinutes(10), new Spend(60, 1));
        DateTimeOffset room = window.RoomAt(Start.AddMinutes(20), budget)!.Value;
        Assert.That(room, Is.EqualTo(Start.AddHours(1)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(window.At(room - TimeSpan.FromMilliseconds(1)).Tokens, Is.EqualTo(120));
        Assert.That(window.At(room).Tokens, Is.EqualTo(60));
        Assert.That(window.RoomAt(room, budget), Is.EqualTo(room));
    }

    [Test]
    public void A_calendar_window_has_room_at_its_end_and_a_limit_of_0_never()
    {
        Budget budget = Budget.OfTokens(Scope.Host, "claude", 100, "test") with { Window = Parse("daily") };
        SpendWindow window = new(budget.Window);
        window.Add(Start, new Spend(100, 1));
        Assert.That(window.RoomAt(Start, budget), Is.EqualTo(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(window.RoomAt(Start, budget with { Tokens = 0 }), Is.Null);
        Assert.That(new SpendWindow(Parse("1h")).RoomAt(Start, budget with { Tokens = 0 }), Is.Null);
    }

    private static Spend Since(List<(DateTimeOffset At, Spend Spend)> all, DateTimeOffset since) =>
        all.Where(entry => entry.At >= since).Aggregate(default(Spend), (sum, entry) => sum + entry.Spend);

    private static BudgetWindow Parse(string text) =>
        BudgetWindow.TryParse(text, out BudgetWindow window) ? window : throw new ArgumentException(text);
}
