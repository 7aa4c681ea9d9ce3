using System.Text;
using BotBottle.Core.Control;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The resulting state is the same for any division of the history into lines.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReducerPropertyTests
{
    [Test]
    public void Lines_at_once_or_one_by_one_give_the_same_state([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        DashboardState start = Samples.Three();
        LoggedEvent[] events = [
            .. Enumerable.Range(10, 300).Select(i => Samples.Event(i, (EventKind)random.Next(Enum.GetValues<EventKind>().Length), Name(random)))];
        ExchangeView[] exchanges = [.. Enumerable.Range(10, 400)
            .Select(i => Samples.Exchange(i, Name(random), random.Next(5000), random.Next(1200), random.Next(4) == 0 ? "codex" : "claude"))];

        DashboardState whole = start.After(Samples.Update(events: events, exchanges: exchanges));
        DashboardState parts = start;
        int event_ = 0;
        int exchange = 0;
        while (event_ < events.Length || exchange < exchanges.Length)
        {
            int moreEvents = Math.Min(random.Next(12), events.Length - event_);
            int moreExchanges = Math.Min(random.Next(12), exchanges.Length - exchange);
            // After a break, a part is repeated.
            int again = random.Next(3);
            parts = parts.After(Samples.Update(
                events: events[Math.Max(0, event_ - again)..(event_ + moreEvents)],
                exchanges: exchanges[Math.Max(0, exchange - again)..(exchange + moreExchanges)]));
            event_ += moreEvents;
            exchange += moreExchanges;
        }

        Assert.That(Describe(parts), Is.EqualTo(Describe(whole)));
    }

    [Test]
    public void A_rate_is_the_charge_of_the_last_minute([Range(1, 10)] int seed)
    {
        Random random = new(seed);
        RateHistory history = RateHistory.Empty;
        List<(DateTimeOffset Time, long Tokens)> all = [];
        DateTimeOffset now = Samples.Now;
        for (int i = 0; i < 400; i++)
        {
            now += TimeSpan.FromSeconds(random.Next(1, 15));
            all.Add((now.AddSeconds(-random.Next(100)), random.Next(1000)));
            history = history.Add(all[^1].Time, all[^1].Tokens);
            // Whole buckets of ten seconds at the new end, a part of one at the old end.
            DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / 10 * 10);
            long inner = all.Where(one => one.Time >= end.AddSeconds(-50)).Sum(one => one.Tokens);
            long outer = all.Where(one => one.Time >= end.AddSeconds(-60)).Sum(one => one.Tokens);
            Assert.That(history.PerMinute(now), Is.InRange(inner, outer));
        }

        long[] minutes = new long[RateHistory.Minutes];
        history.CopyMinutes(now, minutes);
        DateTimeOffset last = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / 10 * 10).AddSeconds(10);
        for (int i = 0; i < minutes.Length; i++)
        {
            DateTimeOffset from = last.AddMinutes(i - minutes.Length);
            Assert.That(minutes[i], Is.EqualTo(all.Where(one => one.Time >= from && one.Time < from.AddMinutes(1)).Sum(one => one.Tokens)), $"minute {i}");
        }

        Assert.That(history.PerMinute(now.AddHours(1)), Is.Zero);
    }

    /// <summary>The whole visible state, and the positions at which it continues.</summary>
    private static string Describe(DashboardState state)
    {
        StringBuilder text = new($"{state.LastEvent} {state.LastExchange} {state.SelectedRun} {state.SelectedApproval} {state.Outbox.Count}\n");
        foreach (string run in state.Runs.Keys.Order(StringComparer.Ordinal))
        {
            foreach (Screen screen in Samples.Screens)
            {
                Picture picture = Picture.Draw(state with { Screen = screen, OpenRun = run, Width = 250, Height = 400 });
                foreach (Line line in picture.Panels.SelectMany(panel => panel.Lines))
                {
                    text.AppendLine(line.Text.TrimEnd());
                }
            }
        }

        return text.ToString();
    }

    private static string Name(Random random) => random.Next(4) switch { 0 => "otter", 1 => "heron", 2 => "lynx", _ => "unknown" };
}
