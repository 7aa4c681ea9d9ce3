using System.Runtime.Intrinsics.X86;
using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>The filters for long runs of encoded text: they keep each place at which a prefix begins, and few others.</summary>
/// <param name="isWide">True for the filter of processors with AVX-512.</param>
[TestFixture(false), TestFixture(true)]
public sealed class EncodedFilterTests(bool isWide)
{
    private const int Length = 256;

    private static readonly TokenRow[] Rows =
        [.. TokenRules.All.Where(rule => rule.IsEncoded).SelectMany(rule => rule.Literals.Select(literal => new TokenRow(literal, rule)))];

    private readonly IEncodedFilter _filter = isWide ? new WideEncodedFilter(Rows.Select(row => row.FirstBytes()), [])
        : new EncodedFilter(NibbleFilter.Masks(Rows.Select(row => row.FirstBytes())));

    /// <summary>The first digit that belongs only to the prefix, by the number of bytes before it in its group of three.</summary>
    private static readonly int[] FirstDigit = [0, 2, 3];

    [SetUp]
    public void The_processor_can_run_it() =>
        Assume.That(isWide ? WideEncodedFilter.IsSupported : Avx2.IsSupported, "this processor has no such instructions");

    [Test]
    public void Every_prefix_is_kept_at_every_alignment_and_place([Values] bool isUrl)
    {
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
        byte[] bytes = new byte[60_000];
        new Random(3).NextBytes(bytes);
        ulong[] found = new ulong[IEncodedFilter.MostBlocks];
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
        int kept = 0;
        for (int at = 32, blocks; (blocks = _filter.Fill(text, at, found)) > 0; at += blocks * IEncodedFilter.Block)
        {
            kept += found[..blocks].Sum(block => (int)ulong.PopCount(block));
        }

        Assert.That(kept, Is.InRange(1, text.Length / 16));
    }

    [Test]
    public void The_start_and_the_end_of_the_text_stay_undecided([Range(0, 300, 4)] int length)
    {
        ulong[] found = new ulong[IEncodedFilter.MostBlocks];
        byte[] text = Enumerable.Repeat((byte)'A', length).ToArray();
        Assert.That((_filter.Fill(text, 0, found), _filter.Fill(text, Math.Min(32, length), found)), Is.EqualTo((0, Blocks(length - 32))));

        int Blocks(int places) => Math.Max(0, isWide ? (places - 136 + 64) / 64 : (((places - 1) / 32) - 1) / 2);
    }

    private bool IsKept(string text, int at)
    {
        ulong[] found = new ulong[IEncodedFilter.MostBlocks];
        int from = 32 + (at % 7); // every place within a block
        int blocks = _filter.Fill(Encoding.ASCII.GetBytes(text), from, found);
        Assert.That(from + (blocks * IEncodedFilter.Block), Is.GreaterThan(at));
        return ((found[(at - from) / IEncodedFilter.Block] >> ((at - from) % IEncodedFilter.Block)) & 1) != 0;
    }

    private byte[] Beginning(TokenRow row, Random random) =>
        [.. row.FirstBytes().Take(isWide ? WideFilter.Bytes : NibbleFilter.Bytes).Select(values => values[random.Next(values.Count)])];
}
