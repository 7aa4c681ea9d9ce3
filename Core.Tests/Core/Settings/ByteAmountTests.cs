using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.Core.Settings;

[Parallelizable(ParallelScope.All)]
public sealed class ByteAmountTests
{
    [TestCase("1K", 1L << 10)]
    [TestCase("512MiB", 512L << 20)]
    [TestCase("16G", 16L << 30)]
    [TestCase("16GiB", 16L << 30)]
    [TestCase("1024TiB", 1L << 50)]
    [TestCase("0T", 0)]
    public void An_amount_has_a_unit(string text, long bytes)
    {
        Assert.That(ByteAmount.TryParse(text, out long read), Is.True);
        Assert.That(read, Is.EqualTo(bytes));
    }

    [TestCase("")]
    [TestCase("16")]
    [TestCase("GiB")]
    [TestCase("16gib")]
    [TestCase("16 GiB")]
    [TestCase("+16GiB")]
    [TestCase("1_6GiB")]
    [TestCase("1.5GiB")]
    [TestCase("16GB")]
    [TestCase("1025TiB")]
    [TestCase("99999999999999999999G")]
    [TestCase("\uff11G")]
    public void Anything_else_is_refused(string text) => Assert.That(ByteAmount.TryParse(text, out _), Is.False);

    [TestCase(0, "0 bytes")]
    [TestCase(1023, "1023 bytes")]
    [TestCase(1L << 20, "1 MiB")]
    [TestCase(1610612736, "1.5 GiB")]
    [TestCase(1L << 50, "1024 TiB")]
    public void Amounts_are_shown_in_the_largest_unit(long bytes, string text) => Assert.That(ByteAmount.Format(bytes), Is.EqualTo(text));
}
