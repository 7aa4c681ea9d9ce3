using System.Numerics;

namespace BotBottle.Core.Scan;

/// <summary>Literals that share a bucket of <see cref="NibbleFilter"/>, as the possible nibbles of their first three bytes.</summary>
internal sealed class NibbleBucket
{
    private NibbleBucket(int[] low, int[] high) => (Low, High, Cost) = (low, high, CostOf(low, high));

    /// <summary>The possible low nibbles of each byte, as bits.</summary>
    public int[] Low { get; }

    /// <summary>The possible high nibbles of each byte, as bits.</summary>
    public int[] High { get; }

    // The share of places in other text that pass the bucket.
    private double Cost { get; }

    /// <summary>
    /// Distributes literals over a number of buckets, by repeatedly merging the two buckets that let the least text pass. Literals that agree in all but their
    /// last byte are together from the start: every proxy does this before its first scan.
    /// </summary>
    public static IReadOnlyList<NibbleBucket> Group(IEnumerable<IReadOnlyList<byte>[]> literals, int buckets)
    {
        List<NibbleBucket> groups =
            [
                .. literals.Select(One).GroupBy(one => (one.Low[0], one.High[0], one.Low[1], one.High[1]))
                    .Select(same => same.Aggregate((one, two) => one.With(two))),
            ];
        List<(int Partner, double Added)> best = [.. groups.Select((_, i) => Best(groups, i))];
        while (groups.Count > buckets)
        {
            int first = Enumerable.Range(0, groups.Count).MinBy(i => best[i].Added);
            int second = best[first].Partner;
            groups[first] = groups[first].With(groups[second]);
            Remove(groups, second);
            Remove(best, second);
            int merged = first == groups.Count ? second : first;
            for (int i = 0; i < groups.Count; i++)
            {
                // The last group has taken the place of the second one.
                int partner = best[i].Partner == groups.Count ? second : best[i].Partner;
                best[i] = i == merged || best[i].Partner == first || best[i].Partner == second ? Best(groups, i)
                    : groups[i].Added(groups[merged]) is var added && added < best[i].Added ? (merged, added)
                    : (partner, best[i].Added);
            }
        }

        return groups;
    }

    private static void Remove<T>(List<T> list, int at)
    {
        list[at] = list[^1];
        list.RemoveAt(list.Count - 1);
    }

    // The partner that adds the least text.
    private static (int Partner, double Added) Best(List<NibbleBucket> groups, int one)
    {
        (int Partner, double Added) best = (-1, double.PositiveInfinity);
        for (int other = 0; other < groups.Count; other++)
        {
            if (other != one && groups[one].Added(groups[other]) is var added && added < best.Added)
            {
                best = (other, added);
            }
        }

        return best;
    }

    private double Added(NibbleBucket other)
    {
        double cost = 1;
        for (int i = 0; i < NibbleFilter.Bytes; i++)
        {
            cost *= Share(Low[i] | other.Low[i], High[i] | other.High[i]);
        }

        return cost - Cost - other.Cost;
    }

    private static NibbleBucket One(IReadOnlyList<byte>[] places)
    {
        int[] low = new int[NibbleFilter.Bytes];
        int[] high = new int[NibbleFilter.Bytes];
        for (int i = 0; i < NibbleFilter.Bytes; i++)
        {
            foreach (byte value in places[i])
            {
                low[i] |= 1 << (value & 15);
                high[i] |= 1 << (value >> 4);
            }
        }

        return new NibbleBucket(low, high);
    }

    private NibbleBucket With(NibbleBucket other) =>
        new([.. Low.Zip(other.Low, (one, two) => one | two)], [.. High.Zip(other.High, (one, two) => one | two)]);

    private static double CostOf(int[] low, int[] high) =>
        Enumerable.Range(0, NibbleFilter.Bytes).Aggregate(1.0, (cost, i) => cost * Share(low[i], high[i]));

    // The frequency of the bytes with these nibbles.
    private static double Share(int low, int high)
    {
        double share = 0;
        for (; high != 0; high &= high - 1)
        {
            int halves = BitOperations.TrailingZeroCount(high) * 512;
            share += Sums[halves | (low & 0xFF)] + Sums[halves | 256 | (low >> 8)];
        }

        return share;
    }

    // By the high nibble, the half of the low one, and the set of low nibbles in that half.
    private static readonly double[] Sums = MakeSums();

    private static double[] MakeSums()
    {
        double[] sums = new double[16 * 512];
        for (int i = 0; i < sums.Length; i++)
        {
            int set = i & 0xFF;
            sums[i] = set == 0 ? 0
                : sums[i & ~0xFF | (set & (set - 1))] + Frequency(((i >> 9) << 4) | (((i >> 8) & 1) << 3) | BitOperations.TrailingZeroCount(set));
        }

        return sums;
    }

    // Approximate frequencies in prompts and code.
    private static double Frequency(int value) => (char)value switch
    {
        ' ' => 0.15,
        'e' or 't' or 'a' or 'o' or 'i' or 'n' or 's' or 'r' => 0.05,
        >= 'a' and <= 'z' => 0.018,
        >= '!' and <= '~' => 0.003,
        _ => 0.0005,
    };
}
