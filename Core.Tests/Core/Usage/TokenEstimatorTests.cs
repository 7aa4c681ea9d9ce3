using System.Text;
using BotBottle.Core.Usage;
using FsCheck;
using FsCheck.Fluent;



namespace BotBottle.Core.Tests.Core.Usage;

public sealed class TokenEstimatorTests
{
    [Test]
    public void Text_is_estimated_by_its_script_and_data_at_a_low_rate()
    {
        Assert.That(Estimate(""), Is.EqualTo(1));
        Assert.That(Estimate("a word"), Is.EqualTo(2));
        Assert.That(Estimate("getElementById(12345)"), Is.EqualTo(8));
        Assert.That(Estimate(string.Concat(Enumerable.Repeat("漢字", 300))), Is.EqualTo(675));
        Assert.That(Estimate(new string('A', 32_000)), Is.EqualTo(1000));
        Assert.That(Estimate(new string('A', 1023) + " " + new string('A', 1024)), Is.EqualTo(129 + 32));
    }

    [TestCase("one\ntwo", """one\ntwo""")]
    [TestCase("a\t\"b\" /", """a\t\"b\" \/""")]
    [TestCase("café 漢字 \U0001F600", """caf\u00e9 \u6f22\u5B57 \ud83d\ude00""")]
    [TestCase("<a href='x'>", """\u003Ca href=\u0027x\u0027\u003e""")]
    public void An_escape_counts_as_its_character(string text, string escaped) => Assert.That(Estimate(escaped), Is.EqualTo(Estimate(text)));

    [Test]
    public void The_estimate_is_the_same_for_any_split()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20).Select(_ => random.Next(5) switch
            {
                0 => new string('A', random.Next(3000)),
                1 => "two words",
                2 => "é漢",
                3 => "Ab12\\n\\u00e9\\",
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

            Assert.That((pieces.Weight, pieces.Opaque), Is.EqualTo((whole.Weight, whole.Opaque)));
            Assert.That(whole.Bytes, Is.EqualTo(body.Length));
        }));
    }

    // Blocks of 64 bytes are estimated at once, single bytes one at a time.
    [Test]
    public void The_estimate_is_the_same_byte_by_byte()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            string[] kinds = ["abcxyz", "ABCXYZ", "0123456789", " \t", "\n\r", ".,:;{}\"@[`", "+/-_=", "é漢\U0001F600", "\\", "aZ0 "];
            byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(_ =>
                string.Concat(random.GetItems(
                    kinds[random.Next(kinds.Length)].EnumerateRunes().ToArray(), random.Next(50) == 0 ? random.Next(1500) : random.Next(1, 9))))));
            var whole = new TextMeter();
            whole.Append(body);
            var bytes = new TextMeter();
            Array.ForEach(body, value => bytes.Append([value]));
            Assert.That((bytes.Weight, bytes.Opaque), Is.EqualTo((whole.Weight, whole.Opaque)));
        }));
    }

    private static long Estimate(string text)
    {
        var meter = new TextMeter();
        meter.Append(Encoding.UTF8.GetBytes(text));
        return TokenEstimator.FromText(meter);
    }
}
