namespace BotBottle.Core.Text;

/// <summary>Finds the known word that is nearest to a misspelt one.</summary>
public static class NearestKey
{
    private const int MostListed = 30;

    /// <summary>
    /// The candidate with the fewest edits (insert, delete, replace, swap of neighbours) to <paramref name="word"/>. Null if it needs more edits than a third
    /// of the word's length, and more than one.
    /// </summary>
    /// <param name="word">The unknown word; only its first 64 characters count.</param>
    /// <param name="candidates">The known words.</param>
    public static string? Find(string word, ReadOnlySpan<string> candidates)
    {
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int edits = Distance(word.AsSpan(0, Math.Min(word.Length, 64)), candidate);
            if (edits < fewest && edits <= Math.Max(2, candidate.Length / 3) && edits < candidate.Length)
            {
                fewest = edits;
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>The end of an error message about an unknown word: the nearest candidate, or else all candidates.</summary>
    /// <param name="word">The unknown word.</param>
    /// <param name="candidates">The known words.</param>
    public static string Hint(string word, ReadOnlySpan<string> candidates) =>
        Find(word, candidates) is { } nearest ? $"did you mean '{nearest}'?"
        : candidates.Length switch
        {
            0 => "there is none yet",
            1 => $"there is {candidates[0]}",
            <= MostListed => $"there are {string.Join(", ", candidates!)}",
            _ => $"there are {string.Join(", ", candidates[..MostListed]!)} and {candidates.Length - MostListed} more",
        };

    /// <summary>The optimal string alignment distance, case ignored.</summary>
    internal static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            cost[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                int best = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool swapped = i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]);
                cost[i, j] = swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
            }
        }

        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
