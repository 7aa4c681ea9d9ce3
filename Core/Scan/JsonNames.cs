namespace BotBottle.Core.Scan;

/// <summary>Compares property names as lenient parsers do.</summary>
internal static class JsonNames
{
    /// <summary>
    /// True if a parser that ignores case takes both names for one. Go's encoding/json also folds U+212A (Kelvin) to k and U+017F (long s) to s, so it reads
    /// <c>"max_toKens"</c> with a Kelvin sign as max_tokens.
    /// </summary>
    /// <param name="name">The received UTF-8.</param>
    /// <param name="known">ASCII.</param>
    public static bool EqualFolded(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known)
    {
        foreach (byte letter in known)
        {
            if (name.IsEmpty)
            {
                return false;
            }

            int used = Fold(name, out byte folded);
            if (folded != (letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter))
            {
                return false;
            }

            name = name[used..];
        }

        return name.IsEmpty;
    }

    /// <summary>True if a name contains a part, in any letter case.</summary>
    /// <param name="name">The received UTF-8.</param>
    /// <param name="part">ASCII in small letters, without k and s, to which other characters fold.</param>
    public static bool ContainsFolded(ReadOnlySpan<byte> name, ReadOnlySpan<byte> part)
    {
        for (int at = 0; at + part.Length <= name.Length; at++)
        {
            if ((name[at] | 0x20) != part[0])
            {
                continue;
            }

            int matched = 1;
            while (matched < part.Length && (name[at + matched] | 0x20) == part[matched])
            {
                matched++;
            }

            if (matched == part.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static int Fold(ReadOnlySpan<byte> name, out byte folded)
    {
        if (name.StartsWith("\u212A"u8))
        {
            folded = (byte)'k';
            return 3;
        }

        if (name.StartsWith("\u017F"u8))
        {
            folded = (byte)'s';
            return 2;
        }

        byte first = name[0];
        folded = first is >= (byte)'A' and <= (byte)'Z' ? (byte)(first | 0x20) : first;
        return 1;
    }
}
