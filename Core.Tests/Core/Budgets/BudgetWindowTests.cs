using System.Globalization;
using BotBottle.Core.Budgets;

namespace BotBottle.Core.Tests.Core.Budgets;

[Parallelizable(ParallelScope.All)]
public sealed class BudgetWindowTests
{
    [TestCase("none")]
    [TestCase("daily")]
    [TestCase("weekly")]
    [TestCase("monthly")]
    [TestCase("1s")]
    [TestCase("24h", "1d")]
    [TestCase("90m", "1h30m")]
    [TestCase("1d2h3m4s")]
    [TestCase("366d")]
    public void A_window_is_read_and_written(string text, string? canonical = null)
    {
        Assert.That(BudgetWindow.TryParse(text, out BudgetWindow window), Is.True);
        Assert.That(window.ToString(), Is.EqualTo(canonical ?? text));
        Assert.That(BudgetWindow.TryParse(window.ToString(), out BudgetWindow again) && again == window, Is.True);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("sliding")]
    [TestCase("hourly")]
    [TestCase("0s")]
    [TestCase("24")]
    [TestCase("h")]
    [TestCase("+1h")]
    [TestCase("-1h")]
    [TestCase("1.5h")]
    [TestCase("1h1h")]
    [TestCase("1m1h")]
    [TestCase("367d")]
    [TestCase("9999999999s")]
    [TestCase("1 h")]
    [TestCase("１h")]
    public void An_invalid_window_is_refused(string? text) => Assert.That(BudgetWindow.TryParse(text, out _), Is.False);

    [TestCase("daily", "2026-11-21T23:59:59.999Z", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")]
    [TestCase("daily", "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z")]
    [TestCase("daily", "2026-11-22T01:30:00+02:00", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")]
    [TestCase("weekly", "2026-11-22T12:00:00Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z")]
    [TestCase("weekly", "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    [TestCase("monthly", "2026-12-31T23:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [TestCase("monthly", "2028-02-29T23:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    public void Calendar_periods_are_in_UTC(string text, string now, string start, string end)
    {
        Assert.That(BudgetWindow.TryParse(text, out BudgetWindow window), Is.True);
        Assert.That(window.StartsAt(At(now)), Is.EqualTo(At(start)));
        Assert.That(window.EndsAt(At(now)), Is.EqualTo(At(end)));
    }

    [Test]
    public void No_window_never_starts_or_ends()
    {
        Assert.That(BudgetWindow.None.StartsAt(DateTimeOffset.UnixEpoch), Is.Null);
        Assert.That(BudgetWindow.None.EndsAt(DateTimeOffset.UnixEpoch), Is.Null);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
