using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.Controller.Commands;

[Parallelizable(ParallelScope.All)]
public sealed class TextTests
{
    [TestCase("plain text, ünïcödé, 漢字", ExpectedResult = "plain text, ünïcödé, 漢字")]
    [TestCase("", ExpectedResult = "")]
    [TestCase("\u001b]0;title\u0007", ExpectedResult = "?]0;title?")]
    [TestCase("a\r\nb\tc\0", ExpectedResult = "a??b?c?")]
    [TestCase("\u009b31m", ExpectedResult = "?31m")]
    [TestCase("\u007f", ExpectedResult = "?")]
    [TestCase("a\u202Eb\u2066c\u200Bd\u2028e\uFEFF", ExpectedResult = "a?b?c?d?e?")]
    [TestCase("a\u00a0b", ExpectedResult = "a?b")]
    [TestCase("a\ufe0fb\ufe0f\ufe01\ufe02c", ExpectedResult = "ab??c", Description = "variation selectors in a row")]
    [TestCase("\ufe0fa", ExpectedResult = "?a")]
    [TestCase("a\u17b4b\u180bc\ud7b0d\u302ee", ExpectedResult = "a?b?c?d?e", Description = "default ignorable, or without a width of their own")]
    public string Text_that_an_agent_chose_cannot_reach_the_terminal(string text) => TerminalText.Clean(text);

    [Test]
    public void Surrogate_pairs_and_halves_are_replaced() => Assert.That(TerminalText.Clean("\U000E0041" + '\ud800'), Is.EqualTo("??"));

    [Test]
    public void Tables_align_and_clean_their_cells()
    {
        TextTable table = new("NAME", ">COUNT", "LAST");
        table.Add("a", "1", "x");
        table.Add("long\u001b", "1,000", "");
        StringWriter output = new() { NewLine = "\n" };
        table.Write(output, new Ink(false));
        Assert.That(output.ToString(), Is.EqualTo("NAME   COUNT  LAST\na          1  x\nlong?  1,000\n"));
    }

    [TestCase(-5, ExpectedResult = "0 s")]
    [TestCase(59, ExpectedResult = "59 s")]
    [TestCase(60, ExpectedResult = "1 min")]
    [TestCase(7_199, ExpectedResult = "1 h")]
    [TestCase(200_000, ExpectedResult = "2 d")]
    public string Ages_are_written_in_one_unit(int seconds) => Times.Ago(VerbHost.Now.AddSeconds(-seconds), VerbHost.Now);

    [Test]
    public void Text_has_no_colour_codes_if_colours_are_off() =>
        Assert.That((new Ink(false).Red("x"), new Ink(true).Red("x")), Is.EqualTo(("x", "\u001b[31mx\u001b[0m")));
}
