using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.Core.Settings;

[Parallelizable(ParallelScope.All)]
public sealed class TokenAmountTests
{
    [TestCase("0", 0)]
    [TestCase("500000", 500_000)]
    [TestCase("500_000", 500_000)]
    [TestCase("500k", 500_000)]
    [TestCase("500K", 500_000)]
    [TestCase("5M", 5_000_000)]
    [TestCase("5m", 5_000_000)]
    [TestCase("1000000000000000", TokenAmount.Max)]
    [TestCase("1000000000M", TokenAmount.Max)]
    public void Amounts_are_read(string text, long expected)
    {
        Assert.That(TokenAmount.TryParse(text, out long amount), Is.True);
        Assert.That(amount, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("k")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase("1.5M")]
    [TestCase("1e6")]
    [TestCase(" 1")]
    [TestCase("1 ")]
    [TestCase("1\0")]
    [TestCase("5kk")]
    [TestCase("_1")]
    [TestCase("1_")]
    [TestCase("1_k")]
    [TestCase("1__0")]
    [TestCase("٣")]
    [TestCase("\uFF11")]
    [TestCase("0x10")]
    [TestCase("1000000000000001")]
    [TestCase("1000000001M")]
    [TestCase("99999999999999999999999999")]
    public void Everything_else_is_refused(string text) => Assert.That(TokenAmount.TryParse(text, out _), Is.False);

    [Test]
    public void Amounts_are_written_in_groups() => Assert.That(TokenAmount.Format(5_000_000), Is.EqualTo("5,000,000"));
}
