using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Dlp;

/// <summary>Ways round a scanner that looks for plain text.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class EvasionTests
{
    private static readonly DlpDetectors Detectors = new(true, [], [], [], new byte[32]);

    private static IEnumerable<object[]> TokensInEveryEncoding() =>
        from sample in TokenSamples.Documented
        where !sample.Token.StartsWith("Auth", StringComparison.Ordinal)
        from form in Encodings.Of(sample.Token)
        select new object[] { sample.Words, form.Name, form.Bytes };

    [TestCaseSource(nameof(TokensInEveryEncoding))]
    public void A_token_is_found_in_every_encoding_at_every_split(string words, string name, byte[] encoded)
    {
        byte[] text = [.. "{\"a\":\" "u8, .. encoded, .. " \"}"u8];
        IReadOnlyList<DlpFinding> whole = Detectors.Scan(text);
        Assert.That(whole, Has.Count.EqualTo(1), name);
        Assert.That(whole[0].Reason, Does.Contain(words), name);
        for (int cut = 0; cut <= text.Length; cut += 3)
        {
            Assert.That(ScannedPieces.Scan(Detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole), $"{name} cut at {cut}");
        }

        Assert.That(ScannedPieces.Scan(Detectors, text.Select((_, i) => (ReadOnlyMemory<byte>)text.AsMemory(i, 1))), Is.EqualTo(whole), name);
    }

    [TestCase("gh\u0440_", TestName = "Cyrillic")]
    [TestCase("g\u04bb\u0440_", TestName = "two Cyrillic letters")]
    [TestCase("gh\u03c1_", TestName = "Greek")]
    [TestCase("\ud835\udc20hp_", TestName = "mathematical")]
    [TestCase("g\u0301h\u0302p_", TestName = "combining marks")]
    [TestCase("\ufeffgh\u2060p\u200d_", TestName = "invisible characters")]
    [TestCase("\u202eghp_", TestName = "bidirectional override")]
    [TestCase("\\ud835\\udc20hp_", TestName = "mathematical, in JSON")]
    [TestCase("%F0%9D%90%A0hp_", TestName = "mathematical, percent")]
    [TestCase("gh%C2%ADp_", TestName = "soft hyphen, percent")]
    public void Lookalikes_are_seen_through(string prefix) =>
        Assert.That(Detectors.Scan(Encoding.UTF8.GetBytes($"x: {prefix}{TokenSamples.A(36)} ")).Select(one => one.Rule), Is.EqualTo(new[] { "github-token" }));

    [Test]
    public void Invisible_characters_hold_back_only_so_much()
    {
        DlpScan scan = new(Detectors);
        scan.Append("gh"u8);
        for (int i = 0; i < 4000; i++)
        {
            scan.Append("\u200B"u8);
            Assert.That(scan.Held, Is.LessThanOrEqualTo(DlpScan.MaxHeld));
        }
    }

    [Test]
    public void Folding_is_asserted_and_knows_what_matters()
    {
        Assert.That(UnicodeFolding.Fold('\uFF21'), Is.EqualTo('A'));
        Assert.That(UnicodeFolding.Fold(0x1D7D8), Is.EqualTo('0'));
        Assert.That(UnicodeFolding.Fold('\u0430'), Is.EqualTo('a'));
        Assert.That(UnicodeFolding.Fold('\u200B'), Is.EqualTo(UnicodeFolding.Invisible));
        Assert.That(UnicodeFolding.Fold('\u4f60'), Is.EqualTo(UnicodeFolding.Foreign));
        Assert.That(Enumerable.Range(1, 127).All(ascii => UnicodeFolding.Fold(ascii) == ascii));
    }
}
