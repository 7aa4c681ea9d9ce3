using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Fuzz;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>Evasions of a scanner that searches for plain text.</summary>
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
    public void A_token_written_with_lookalike_letters_is_found(string prefix) =>
        Assert.That(Detectors.Scan(Encoding.UTF8.GetBytes($"x: {TokenSamples.GitHub(prefix)} ")).Select(one => one.Rule), Is.EqualTo(new[] { "github-token" }));

    [Test]
    public void Invisible_characters_hold_back_a_limited_number_of_bytes()
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
    public void Sixteen_digits_are_decoded_like_single_ones()
    {
        byte[] digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8.ToArray();
        Random random = new(3);
        for (int round = 0; round < 500; round++)
        {
            byte[] text = random.GetItems(digits, 16);
            byte[] one = new byte[16];
            byte[] all = new byte[16];
            Assert.That(Base64Text.Decode(text, one, out _), Is.EqualTo(12));
            Base64Text.DecodeSixteen(text, all);
            Assert.That(all[..12], Is.EqualTo(one[..12]), Encoding.ASCII.GetString(text));
        }
    }

    [TestCase("sk-ant-", 79, 0)]
    [TestCase("sk-ant-", 80, 1)]
    [TestCase("sk-", 31, 0)]
    [TestCase("ghp_", 36, 1)]
    public void Overlapping_prefixes_before_a_token_do_not_hide_it(string prefix, int body, int found)
    {
        foreach (string before in (string[])["", "ghp_ghp_", "sk-sk-sk-", "npm_npm_hf_", "AKIAAKIA"])
        {
            string value = prefix == "ghp_" ? TokenSamples.WithChecksum(TokenSamples.A(30)) : string.Concat(Enumerable.Repeat("a1", 40))[..body];
            byte[] text = Encoding.ASCII.GetBytes($"{before}.{before} .{prefix}{value} .{before}");
            IReadOnlyList<DlpFinding> whole = Detectors.Scan(text);
            Assert.That(whole, Has.Count.EqualTo(found), Encoding.ASCII.GetString(text));
            for (int cut = 0; cut <= text.Length; cut++)
            {
                Assert.That(ScannedPieces.Scan(Detectors, [text.AsMemory(0, cut), text.AsMemory(cut)]), Is.EqualTo(whole));
            }
        }
    }

    [Test]
    public void Folding_maps_lookalikes_and_invisible_characters()
    {
        Assert.That(UnicodeFolding.Fold('\uFF21'), Is.EqualTo('A'));
        Assert.That(UnicodeFolding.Fold(0x1D7D8), Is.EqualTo('0'));
        Assert.That(UnicodeFolding.Fold('\u0430'), Is.EqualTo('a'));
        Assert.That(UnicodeFolding.Fold('\u200B'), Is.EqualTo(UnicodeFolding.Invisible));
        Assert.That(UnicodeFolding.Fold('\u4f60'), Is.EqualTo(UnicodeFolding.Foreign));
        Assert.That(Enumerable.Range(1, 127).All(ascii => UnicodeFolding.Fold(ascii) == ascii));
    }
}
