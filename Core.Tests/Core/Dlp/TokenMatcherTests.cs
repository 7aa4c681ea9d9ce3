using System.Text;
using BotBottle.Core.Dlp;

namespace BotBottle.Core.Tests.Core.Dlp;

[Parallelizable(ParallelScope.All)]
public sealed class TokenMatcherTests
{
    // An early dismissal of a candidate must never dismiss a token, whatever follows and wherever a view of the text is cut.
    [Test]
    public void A_text_that_may_not_begin_a_token_is_rejected_whatever_follows([Range(1, 4)] int seed)
    {
        Random random = new(seed);
        int dismissed = 0;
        int found = 0;
        for (int i = 0; i < 3000; i++)
        {
            (byte[] text, int at) = NearHit(random);
            at = random.Next(3) == 0 ? random.Next(text.Length) : at;
            bool mayBegin = TokenMatcher.MayBegin(text.AsSpan(0, random.Next(at + 1, text.Length + 1)), at, random.Next(2) == 0 ? null : new TokenRuns());
            int cut = random.Next(at + 1, text.Length + 1);
            foreach (int length in (int[])[text.Length, cut])
            {
                TokenOutcome outcome = TokenMatcher.Judge(text.AsSpan(0, length), at, isEnd: true, new TokenRuns(), out TokenRule? rule).Outcome;
                found += outcome == TokenOutcome.Yes ? 1 : 0;
                Assert.That(mayBegin || outcome == TokenOutcome.No, $"{rule?.Id} at {at} of {length} bytes of {Encoding.Latin1.GetString(text)}");
            }

            dismissed += mayBegin ? 0 : 1;
        }

        Assert.That(dismissed, Is.GreaterThan(500));
        Assert.That(found, Is.GreaterThan(500));
    }

    // Vector code reads many bytes at once; none of them may be after the end of the view.
    [Test]
    public void Bytes_after_the_view_do_not_matter([Range(1, 4)] int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 5000; i++)
        {
            (byte[] text, int at) = NearHit(random);
            int cut = random.Next(at + 1, text.Length + 1);
            bool[] verdicts = [.. new[] { 0, 'A', '0', '_', '-', '.' }.Select(behind =>
            {
                byte[] both = [.. text.AsSpan(0, cut), .. Enumerable.Repeat((byte)behind, 128)];
                return TokenMatcher.MayBegin(both.AsSpan(0, cut), at, i % 2 == 0 ? null : new TokenRuns());
            })];
            Assert.That(verdicts.Distinct().Count(), Is.EqualTo(1), $"{at} of {cut} bytes of {Encoding.Latin1.GetString(text)}");
        }
    }

    // A prefix, a body of about the required length, and text before and after it.
    private static (byte[] Text, int At) NearHit(Random random)
    {
        TokenRule rule = TokenRules.All[random.Next(TokenRules.All.Count)];
        byte[] set = [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(rule.Body.Contains)];
        byte[] prefix = rule.Literals[random.Next(rule.Literals.Length)];
        byte[] body = random.GetItems(set, Math.Max(0, rule.Min + random.Next(-2, 6)));
        if (rule.Mark is { } mark && random.Next(2) == 0 && body.Length > mark.Index)
        {
            body[mark.Index] = mark.Value;
        }

        string[] around = ["", " ", "x", "\\n", "n", "-----", "sk-", "Authorization: "];
        byte[] before = Encoding.ASCII.GetBytes(around[random.Next(around.Length)]);
        return ([.. before, .. prefix, .. body, .. Encoding.ASCII.GetBytes(around[random.Next(around.Length)] + " ")], before.Length);
    }
}
