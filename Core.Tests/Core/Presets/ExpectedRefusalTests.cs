using BotBottle.Core.Presets;

namespace BotBottle.Core.Tests.Core.Presets;

public sealed class ExpectedRefusalTests
{
    [TestCase("a.example", "a.example:443", "/x", ExpectedResult = true)]
    [TestCase("a.example", "a.example:443", null, ExpectedResult = true)]
    [TestCase("a.example", "a.example:8443", "/x", ExpectedResult = false)]
    [TestCase("a.example", "b.a.example:443", "/x", ExpectedResult = false)]
    [TestCase("*.a.example", "b.a.example:443", "/x", ExpectedResult = true)]
    [TestCase("a.example/o/r", "a.example:443", "/o/r", ExpectedResult = true)]
    [TestCase("a.example/o/r", "a.example:443", "/o/r/x", ExpectedResult = true)]
    [TestCase("a.example/o/r", "a.example:443", "/o/rest", ExpectedResult = false)]
    [TestCase("a.example/o/r", "a.example:443", null, ExpectedResult = false)]
    [TestCase("a.example", "not a host", null, ExpectedResult = false)]
    [TestCase("a.example", null, null, ExpectedResult = false)]
    public bool Request_is_covered(string expected, string? authority, string? path) => ExpectedRefusal.Covers([expected], authority, path);

    [TestCase("")]
    [TestCase("/path")]
    [TestCase("a b/path")]
    public void A_text_without_a_host_is_no_expected_refusal(string text) => Assert.That(ExpectedRefusal.TryParse(text, out _), Is.False);
}
