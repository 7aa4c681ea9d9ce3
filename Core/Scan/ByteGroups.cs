namespace BotBottle.Core.Scan;

/// <summary>Distributes literals over the buckets of a filter, so that little other text passes.</summary>
internal static class ByteGroups
{
    private const int Passes = 3;

    /// <summary>Approximate frequencies of the bytes in prompts and code.</summary>
    public static readonly double[] OfText = [.. Enumerable.Range(0, 256).Select(Frequency)];

    /// <summary>The frequencies of random values.</summary>
    public static readonly double[] Uniform = [.. Enumerable.Repeat(1.0 / 64, 256)];

    /// <summary>
    /// The bucket of each literal. Each literal joins the bucket whose sets it widens least, the most frequent literal first. Later passes let each one move.
    /// It takes about a millisecond, because every proxy does it before its first scan.
    /// </summary>
    /// <param name="literals">For each literal, the possible bytes at each place. All have the same number of places.</param>
    /// <param name="buckets">The number of buckets.</param>
    /// <param name="frequencies">The frequency of each value in other text.</param>
    public static int[] Distribute(IReadOnlyList<IReadOnlyList<byte>[]> literals, int buckets, double[] frequencies)
    {
        int[] chosen = new int[literals.Count];
        if (literals.Count == 0)
        {
            return chosen;
        }

        int places = literals[0].Length;
        int[] order = [.. Enumerable.Range(0, literals.Count).OrderByDescending(literal =>
            literals[literal].Aggregate(1.0, (share, set) => share * set.Sum(value => frequencies[value])))];
        int[] members = new int[buckets * places * 256]; // the number of literals with a byte at a place of a bucket
        double[] shares = new double[buckets * places];
        for (int pass = 0; pass < Passes; pass++)
        {
            foreach (int literal in order)
            {
                IReadOnlyList<byte>[] sets = literals[literal];
                if (pass > 0)
                {
                    Count(sets, chosen[literal], -1);
                }

                chosen[literal] = Best(sets);
                Count(sets, chosen[literal], 1);
            }
        }

        return chosen;

        void Count(IReadOnlyList<byte>[] sets, int bucket, int change)
        {
            for (int place = 0; place < places; place++)
            {
                int at = (bucket * places) + place;
                foreach (byte value in sets[place])
                {
                    ref int count = ref members[(at * 256) + value];
                    int before = count;
                    count += change;
                    shares[at] += (before == 0) == (count == 0) ? 0 : change * frequencies[value];
                }
            }
        }

        int Best(IReadOnlyList<byte>[] sets)
        {
            (int best, double least) = (0, double.PositiveInfinity);
            for (int bucket = 0; bucket < buckets; bucket++)
            {
                (double before, double after) = (1, 1);
                for (int place = 0; place < places; place++)
                {
                    int at = (bucket * places) + place;
                    double wider = shares[at];
                    foreach (byte value in sets[place])
                    {
                        wider += members[(at * 256) + value] == 0 ? frequencies[value] : 0;
                    }

                    before *= shares[at];
                    after *= wider;
                }

                if (after - before < least)
                {
                    (best, least) = (bucket, after - before);
                }
            }

            return best;
        }
    }

    private static double Frequency(int value) => (char)value switch
    {
        ' ' => 0.15,
        'e' or 't' or 'a' or 'o' or 'i' or 'n' or 's' or 'r' => 0.05,
        >= 'a' and <= 'z' => 0.018,
        >= '!' and <= '~' => 0.003,
        _ => 0.0005,
    };
}
