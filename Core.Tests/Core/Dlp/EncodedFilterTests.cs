using System.Runtime.Intrinsics.X86;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>The filter for long runs of encoded text: it keeps each place at which a prefix begins, and few others.</summary>
public sealed class EncodedFilterTests
{
    private const int Length = 256;

    private static readonly TokenRow[] Rows =
        [.. TokenRules.All.Where(rule => rule.IsEncoded).SelectMany(rule => rule.Literals.Select(literal => new TokenRow(literal, rule)))];

    private static readonly EncodedFilter Filter = new(NibbleFilter.Masks(Rows.Select(row => row.FirstBytes())));

    /// <summary>The first digit that belongs only to the prefix, by the number of bytes before it in its group of three.</summary>
    private static readonly int[] FirstDigit = [0, 2, 3];

    [Test]
    public void Every_prefix_is_kept_at_every_alignment_and_place([Values] bool isUrl)
    {
        Assume.That(Avx2.IsSupported, "without AVX2 the filter decides nothing");
        Random random = new(1);
        foreach (TokenRow row in Rows)
        {
            for (int before = 96; before < 96 + 24; before++)
            {
                byte[] bytes = new byte[Length];
                random.NextBytes(bytes);
                Beginning(row, random).CopyTo(bytes, before);
                string text = Convert.ToBase64String(bytes);
                text = isUrl ? text.Replace('+', '-').Replace('/', '_') : text;
                Assert.That(IsKept(text, (before / 3 * 4) + FirstDigit[before % 3]), $"{row.Rule.Id} behind {before} bytes");
            }
        }
    }

    [Test]
    public void Every_prefix_is_kept_in_hex([Values] bool isUpper)
    {
        Assume.That(Avx2.IsSupported, "without AVX2 the filter decides nothing");
        Random random = new(2);
        foreach (TokenRow row in Rows)
        {
            for (int before = 48; before < 64; before++)
            {
                byte[] bytes = new byte[Length];
                random.NextBytes(bytes);
                Beginning(row, random).CopyTo(bytes, before);
                Assert.That(IsKept(isUpper ? Convert.ToHexString(bytes) : Convert.ToHexStringLower(bytes), before * 2), $"{row.Rule.Id} behind {before} bytes");
            }
        }
    }

    [Test]
    public void Random_digits_seldom_pass()
    {
        Assume.That(Avx2.IsSupported, "without AVX2 the filter decides nothing");
        byte[] bytes = new byte[60_000];
        new Random(3).NextBytes(bytes);
        uint[] found = new uint[EncodedFilter.MostBlocks];
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
        int kept = 0;
        for (int at = 32, blocks; (blocks = Filter.Fill(text, at, found)) > 0; at += blocks * 32)
        {
            kept += found[..blocks].Sum(block => (int)uint.PopCount(block));
        }

        Assert.That(kept, Is.InRange(1, text.Length / 16));
    }

    [Test]
    public void The_end_of_the_text_and_its_first_block_stay_undecided([Range(0, 100)] int length)
    {
        uint[] found = new uint[EncodedFilter.MostBlocks];
        byte[] text = Enumerable.Repeat((byte)'A', length).ToArray();
        Assert.That((Filter.Fill(text, 0, found), Filter.Fill(text, Math.Min(32, length), found)), Is.EqualTo((0, length >= 97 && Avx2.IsSupported ? 1 : 0)));
    }

    private static bool IsKept(string text, int at)
    {
        uint[] found = new uint[EncodedFilter.MostBlocks];
        int from = 32 + (at % 7); // every place within a block
        int blocks = Filter.Fill(Encoding.ASCII.GetBytes(text), from, found);
        Assert.That(from + (blocks * 32), Is.GreaterThan(at));
        return ((found[(at - from) / 32] >> ((at - from) % 32)) & 1) != 0;
    }

    private static byte[] Beginning(TokenRow row, Random random) =>
        [.. row.FirstBytes().Take(NibbleFilter.Bytes).Select(values => values[random.Next(values.Count)])];
}
