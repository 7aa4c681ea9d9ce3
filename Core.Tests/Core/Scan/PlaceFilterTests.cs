using System.Text;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Tests.Core.Scan;

/// <summary>The filters for prefixes, one for processors with AVX-512 and one for others: they keep each place at which a token may begin.</summary>
/// <param name="isWide">True for the filter of processors with AVX-512.</param>
[TestFixture(false), TestFixture(true)]
public sealed class PlaceFilterTests(bool isWide)
{
    private const int Bytes = 4;

    private static readonly TokenRow[] Rows = [.. TokenRules.All.SelectMany(rule => rule.Literals.Select(literal => new TokenRow(literal, rule)))];

    private static readonly ILookup<byte, (IReadOnlyList<byte>[] Sets, bool Anywhere)> ByFirst = Rows.Select(row => (Sets: row.FirstBytes(), row.Rule.Anywhere))
        .SelectMany(row => row.Sets[0].Select(first => (first, row))).ToLookup(one => one.first, one => one.row);

    private static readonly string[] Before = ["", " ", "a", "Z", "-", "_", "\\n", "\\m", "[1m", "n", "=", "é", "\u200b", "%20", "\0"];

    private readonly IPlaceFilter _filter = isWide ? new WideFilter(Literals()) : new NibbleFilter(Literals());

    [SetUp]
    public void The_processor_can_run_it() => Assume.That(!isWide || WideFilter.IsSupported, "this processor has no such instructions");

    [Test]
    public void Every_prefix_is_kept_wherever_it_stands_and_whatever_is_before_it([Range(0, 9)] int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 100; round++)
        {
            byte[] text = Text(random);
            int from = random.Next(text.Length + 1);
            int to = random.Next(from, text.Length + 1);
            int[] kept = Collect(text, from, to, random.Next(128, 300));
            Assert.That(kept, Is.Ordered.And.Unique.And.All.InRange(from, to - 1));
            IEnumerable<int> missed = Enumerable.Range(from, to - from).Where(at => Begins(text, at)).Except(kept);
            Assert.That(missed, Is.Empty, $"{Convert.ToHexString(text)} from {from} to {to}");
        }
    }

    [Test]
    public void Little_other_text_is_kept()
    {
        const string line = "The quick brown fox, (jumps) over {the} lazy dog; see `Orders.FindAsync`.\n";
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 100)));
        Assert.That(Collect(text, 0, text.Length, 256), Has.Length.LessThan(text.Length * (isWide ? 2 : 20) / 100));
    }

    private static PlaceLiterals Literals() => new(
        Rows.Where(row => row.Rule.Anywhere).Select(row => row.FirstBytes()), Rows.Where(row => !row.Rule.Anywhere).Select(row => row.FirstBytes()),
        TokenCharset.Url.Bytes, TokenEdge.Ending, TokenEdge.BeforeEnding);

    private static byte[] Text(Random random)
    {
        List<byte> text = [];
        int length = random.Next(260);
        while (text.Count < length)
        {
            TokenRow row = Rows[random.Next(Rows.Length)];
            text.AddRange(Encoding.UTF8.GetBytes(Before[random.Next(Before.Length)]));
            text.AddRange(row.FirstBytes().Take(random.Next(2, Bytes + 1)).Select(values => values[random.Next(values.Count)]));
            text.AddRange(Enumerable.Range(0, random.Next(9)).Select(_ => (byte)random.Next(256)));
        }

        return [.. text];
    }

    private int[] Collect(byte[] text, int from, int to, int room)
    {
        List<int> all = [];
        int[] places = new int[room];
        for (int next = from; next < to;)
        {
            int count = _filter.Collect(text, next, to, places, out int reached);
            Assert.That(reached, Is.GreaterThan(next));
            all.AddRange(places.AsSpan(0, count));
            next = reached;
        }

        return [.. all];
    }

    // As far as the text goes.
    private static bool Begins(byte[] text, int at) => ByFirst[text[at]].Any(row =>
        row.Sets.Index().All(one => at + one.Index >= text.Length || one.Item.Contains(text[at + one.Index]))
        && (row.Anywhere || !TokenEdge.IsInWord(text, at)));
}
