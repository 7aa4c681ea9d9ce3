using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using BotBottle.Core.Text;
using FsCheck;
using FsCheck.Fluent;

namespace BotBottle.Core.Tests.Core.Http1;

public partial class WireNumberTests
{
    [TestCase("0", 0L)]
    [TestCase("1", 1L)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void A_content_length_is_read(string text, long expected)
    {
        Assert.That(WireNumber.TryParseContentLength(Wire.Splits.Bytes(text), out var length), Is.True);
        Assert.That(length, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("+5")]
    [TestCase("-5")]
    [TestCase("-0")]
    [TestCase(" 5")]
    [TestCase("5 ")]
    [TestCase("5\0")]
    [TestCase("5x")]
    [TestCase("0x5")]
    [TestCase("5_0")]
    [TestCase("00")]
    [TestCase("010")]
    [TestCase("5.0")]
    [TestCase("5e1")]
    [TestCase("\u00b2")]
    [TestCase("9223372036854775808")]
    [TestCase("18446744073709551621")]
    [TestCase("99999999999999999999999999")]
    public void Everything_else_is_refused(string text)
    {
        Assert.That(WireNumber.TryParseContentLength(Wire.Splits.Bytes(text), out var length), Is.False);
        Assert.That(length, Is.Zero);
    }

    [Test]
    public void Content_length_agrees_with_the_grammar_and_big_integers()
    {
        var texts = Gen.Elements("0", "1", "7", "9", "92233720368547758", "00", "+", "a", "\0").ArrayOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var valid = Plain().IsMatch(text) && BigInteger.Parse(text, CultureInfo.InvariantCulture) <= long.MaxValue;
            return WireNumber.TryParseContentLength(Wire.Splits.Bytes(text), out var length) == valid
                && (!valid || BigInteger.Parse(text, CultureInfo.InvariantCulture) == length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [TestCase("1", true)]
    [TestCase("65535", true)]
    [TestCase("0", false)]
    [TestCase("65536", false)]
    [TestCase("00080", false)]
    [TestCase("000080", false)]
    [TestCase("", false)]
    public void A_port_is_read(string text, bool valid) =>
        Assert.That(WireNumber.TryParsePort(Wire.Splits.Bytes(text), out _), Is.EqualTo(valid));

    [TestCase("100", true)]
    [TestCase("999", true)]
    [TestCase("099", false)]
    [TestCase("20", false)]
    [TestCase("2000", false)]
    [TestCase("2o0", false)]
    [TestCase("+20", false)]
    public void A_status_is_read(string text, bool valid) =>
        Assert.That(WireNumber.TryParseStatus(Wire.Splits.Bytes(text), out _), Is.EqualTo(valid));

    [Test]
    public void Hex_digits_are_read()
    {
        for (var b = 0; b < 256; b++)
        {
            Assert.That(WireNumber.HexDigit((byte)b), Is.EqualTo(char.IsAsciiHexDigit((char)b) ? Convert.ToInt32(((char)b).ToString(), 16) : -1));
        }
    }

    [GeneratedRegex("^(0|[1-9][0-9]*)\\z")]
    private static partial Regex Plain();
}
