using System.Text;

using BotBottle.Core.Usage;

using FsCheck;
using FsCheck.Fluent;

namespace BotBottle.Core.Tests.Usage;

public sealed class TokenEstimatorTests
{
    [Test]
    public void Text_costs_by_its_script_and_data_little()
    {
        Assert.That(Estimate(""), Is.EqualTo(1));
        Assert.That(Estimate(string.Concat(Enumerable.Repeat("some words ", 400))), Is.EqualTo(1100));
        Assert.That(Estimate(string.Concat(Enumerable.Repeat("漢字", 300))), Is.EqualTo(600));
        Assert.That(Estimate(new string('A', 32_000)), Is.EqualTo(1000));
    }

    [Test]
    public void The_same_however_it_is_split()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(_ => random.Next(4) switch
            {
                0 => new string('A', random.Next(3000)),
                1 => "two words",
                2 => "é漢",
                _ => " ",
            })));
            var whole = new TextMeter();
            whole.Append(body);
            var pieces = new TextMeter();
            for (int at = 0; at < body.Length;)
            {
                int count = Math.Min(1 + random.Next(700), body.Length - at);
                pieces.Append(body.AsSpan(at, count));
                at += count;
            }

            Assert.That((pieces.Ascii, pieces.Wide, pieces.Opaque), Is.EqualTo((whole.Ascii, whole.Wide, whole.Opaque)));
            Assert.That(whole.Bytes, Is.EqualTo(body.Length));
        }));
    }

    private static long Estimate(string text)
    {
        var meter = new TextMeter();
        meter.Append(Encoding.UTF8.GetBytes(text));
        return TokenEstimator.FromText(meter);
    }
}
