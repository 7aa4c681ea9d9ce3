using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.Core.Settings;

[Parallelizable(ParallelScope.All)]
public sealed class NearestKeyTests
{
    [TestCase("bugdet", ExpectedResult = "budget")]
    [TestCase("budgets", ExpectedResult = "budget")]
    [TestCase("Shutdown", ExpectedResult = "shutdown")]
    [TestCase("shutdwon", ExpectedResult = "shutdown")]
    [TestCase("dpl", ExpectedResult = "dlp")]
    [TestCase("frobnicate", ExpectedResult = null)]
    [TestCase("x", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    public string? The_nearest_is_named_when_it_is_near(string word) => NearestKey.Find(word, ["budget", "shutdown", "dlp"]);

    [TestCase("", "abc", ExpectedResult = 3)]
    [TestCase("abc", "abc", ExpectedResult = 0)]
    [TestCase("abc", "acb", ExpectedResult = 1)]
    [TestCase("kitten", "sitting", ExpectedResult = 3)]
    public int Distance_counts_edits(string a, string b) => NearestKey.Distance(a, b);
}
