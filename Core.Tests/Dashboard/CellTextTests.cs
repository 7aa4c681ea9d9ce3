using BotBottle.Core.Text;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Texts as cells.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class CellTextTests
{
    [TestCase("plain", 5, "plain")]
    [TestCase("漢字", 4, "漢字")]
    [TestCase("ＡＢ", 4, "ＡＢ")]
    [TestCase("🦦", 2, "🦦")]
    [TestCase("e\u0301x", 2, "e\u0301x")]
    [TestCase("\u0301x", 2, "?x", Description = "a mark that would hang on what stands before it")]
    [TestCase("a\u0301\u0301\u0301\u0301", 2, "a\u0301\u0301?\u0301", Description = "a tower of marks")]
    [TestCase("a\u001b[31mb", 7, "a?[31mb")]
    [TestCase("\u009b31m", 4, "?31m", Description = "a CSI of one character")]
    [TestCase("a\r\nb\tc\0\u007f", 8, "a??b?c??")]
    [TestCase("a\u202eb\u2066c\u200fd", 7, "a?b?c?d", Description = "bidirectional overrides, isolates and marks")]
    [TestCase("a\u200bb\u200dc\ufeff", 6, "a?b?c?", Description = "no width at all")]
    [TestCase("\u3164\u115f\u2800\uffa0", 4, "????", Description = "letters that show nothing")]
    [TestCase("x\ufe0f", 1, "x", Description = "a variation selector")]
    [TestCase("\U000e0041\U0001d173", 2, "??", Description = "tags, and controls beyond the basic plane")]
    [TestCase("👍🏽", 3, "👍?", Description = "a skin tone: one picture or two, as the terminal likes")]
    [TestCase("🇩🇪", 2, "??", Description = "letters of flags")]
    [TestCase("\u2028\u2029\ue000", 3, "???")]
    public void A_text_is_clean_and_measured(string text, int width, string clean)
    {
        Assert.That(TerminalText.Clean(text), Is.EqualTo(clean));
        Assert.That(CellText.WidthOf(TerminalText.Clean(text)), Is.EqualTo(width));
    }

    [Test]
    public void A_broken_surrogate_is_a_question_mark() => Assert.That(TerminalText.Clean("a\ud83d" + "b\udc00"), Is.EqualTo("a?b?"));

    [TestCase("abcdef", 4, false, "abc…")]
    [TestCase("abc", 5, false, "abc  ")]
    [TestCase("abc", 5, true, "  abc")]
    [TestCase("漢字漢字", 4, false, "漢… ")]
    [TestCase("漢字漢字", 5, false, "漢字…")]
    [TestCase("abc", 1, false, "…")]
    [TestCase("漢", 1, false, "…")]
    [TestCase("abc", 0, false, "")]
    public void A_text_is_fitted_to_the_cell(string text, int width, bool right, string fitted) =>
        Assert.That(CellText.Fit(text, width, right), Is.EqualTo(fitted));

    [Test]
    public void Any_text_is_fitted_to_the_cell([Range(1, 20)] int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 300; i++)
        {
            string text = new(
                [.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(char.MaxValue + 1) : random.Next(0x20, 0x7f)))]);
            int width = random.Next(1, 30);
            Assert.That(CellText.WidthOf(CellText.Fit(text, width)), Is.EqualTo(width));
            Assert.That(TerminalText.Clean(TerminalText.Clean(text)), Is.EqualTo(TerminalText.Clean(text)));
            foreach (string row in CellText.Wrap(text, width, 3))
            {
                Assert.That(CellText.WidthOf(row), Is.AtMost(width));
            }
        }
    }

    [Test]
    public void A_text_is_wrapped_at_blanks_and_ends_with_an_ellipsis()
    {
        Assert.That(CellText.Wrap("one two three four", 9, 3), Is.EqualTo(new[] { "one two", "three", "four" }));
        Assert.That(CellText.Wrap("one two three four five", 9, 2), Is.EqualTo(new[] { "one two", "three fo…" }));
    }

    [TestCase(999, "999")]
    [TestCase(1_000, "1k")]
    [TestCase(1_299, "1.2k")]
    [TestCase(99_999, "99k")]
    [TestCase(999_999, "999k")]
    [TestCase(2_000_000, "2M")]
    [TestCase(-1_500, "-1.5k")]
    [TestCase(long.MaxValue, "9223372T")]
    public void Amounts_are_short_and_never_rounded_up(long amount, string text) => Assert.That(Figures.Amount(amount), Is.EqualTo(text));

    [Test]
    public void Bars_and_trends_show_any_amount_above_zero()
    {
        Assert.That(Figures.Bar(0, 10), Is.EqualTo("░░░░░   0%"));
        Assert.That(Figures.Bar(0.001, 10), Is.EqualTo("█░░░░   0%"));
        Assert.That(Figures.Bar(0.999, 10), Is.EqualTo("████░  99%"));
        Assert.That(Figures.Bar(1.007, 10), Is.EqualTo("█████ 100%"));
        Assert.That(Figures.Bar(1e9, 10), Is.EqualTo("█████>999%"));
        Assert.That(Figures.Sparkline([0, 1, 1000, 500]), Is.EqualTo(" ▁█▄"));
        Assert.That(Figures.Sparkline([0, 0]), Is.EqualTo("  "));
    }
}
