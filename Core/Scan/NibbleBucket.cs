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

    /// <summary>Distributes literals over a number of buckets, by repeatedly merging the two buckets that let the least text pass.</summary>
    public static IReadOnlyList<NibbleBucket> Group(IEnumerable<IReadOnlyList<byte>[]> literals, int buckets)
    {
        List<NibbleBucket> groups = [.. literals.Select(One).DistinctBy(one => (one.Low[0], one.High[0], one.Low[1], one.High[1], one.Low[2], one.High[2]))];
        PriorityQueue<(NibbleBucket First, NibbleBucket Second, NibbleBucket Both), double> pairs = new();
        for (int first = 0; first < groups.Count; first++)
        {
            AddPairs(pairs, groups[first], groups.Take(first));
        }

        while (groups.Count > buckets)
        {
            (NibbleBucket first, NibbleBucket second, NibbleBucket both) = pairs.Dequeue();
            if (groups.Contains(first) && groups.Contains(second))
            {
                groups.Remove(first);
                groups.Remove(second);
                AddPairs(pairs, both, groups);
                groups.Add(both);
            }
        }

        return groups;
    }

    private static void AddPairs(
        PriorityQueue<(NibbleBucket First, NibbleBucket Second, NibbleBucket Both), double> pairs, NibbleBucket one, IEnumerable<NibbleBucket> others)
    {
        foreach (NibbleBucket other in others)
        {
            NibbleBucket both = one.With(other);
            pairs.Enqueue((one, other, both), both.Cost - one.Cost - other.Cost);
        }
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

    private static double CostOf(int[] low, int[] high)
    {
        double cost = 1;
        for (int i = 0; i < NibbleFilter.Bytes; i++)
        {
            double share = 0;
            for (int highs = high[i]; highs != 0; highs &= highs - 1)
            {
                for (int lows = low[i]; lows != 0; lows &= lows - 1)
                {
                    share += Frequencies[(BitOperations.TrailingZeroCount(highs) << 4) | BitOperations.TrailingZeroCount(lows)];
                }
            }

            cost *= share;
        }

        return cost;
    }

    private static readonly double[] Frequencies = [.. Enumerable.Range(0, 256).Select(Frequency)];

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
