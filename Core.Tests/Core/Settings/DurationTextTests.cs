using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.Core.Settings;

[Parallelizable(ParallelScope.All)]
public sealed class DurationTextTests
{
    [TestCase("1s", 1)]
    [TestCase("300s", 300)]
    [TestCase("90m", 5_400)]
    [TestCase("24h", 86_400)]
    [TestCase("7d", 604_800)]
    [TestCase("1h30m", 5_400)]
    [TestCase("1d1h1m1s", 90_061)]
    [TestCase("3650d", 315_360_000)]
    public void Durations_are_read(string text, long seconds)
    {
        Assert.That(DurationText.TryParse(text, out TimeSpan duration), Is.True);
        Assert.That(duration, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("")]
    [TestCase("0s")]
    [TestCase("10")]
    [TestCase("h")]
    [TestCase("-1h")]
    [TestCase("1.5h")]
    [TestCase("1 h")]
    [TestCase("1h ")]
    [TestCase("1H")]
    [TestCase("1ms")]
    [TestCase("30m1h")]
    [TestCase("1h1h")]
    [TestCase("3651d")]
    [TestCase("99999999999s")]
    [TestCase("9999999999d")]
    public void Everything_else_is_refused(string text) => Assert.That(DurationText.TryParse(text, out _), Is.False);
}
