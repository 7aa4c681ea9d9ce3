namespace BotBottle.Core.Dlp;

/// <summary>
/// Compares a private key in PEM with the published ones (<see cref="PublishedKeys"/>). All between its header and a footer of the same label counts, so that a
/// comment, a field, or digits of another key make it another text. Only how the lines are broken and quoted does not count.
/// </summary>
internal static class PemText
{
    // A label of one's own could hold a secret.
    private static readonly string[] Labels =
    [
        "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK",
        "SSH2 ENCRYPTED PRIVATE KEY",
    ];

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    /// <summary>Says yes for a published key.</summary>
    /// <param name="label">The header's label, without <c>BEGIN</c>.</param>
    /// <param name="rest">The text behind the header.</param>
    /// <param name="goesOn">True if more bytes may follow.</param>
    public static TokenOutcome IsPublished(ReadOnlySpan<byte> label, ReadOnlySpan<byte> rest, bool goesOn)
    {
        if (!IsUsual(label))
        {
            return TokenOutcome.No;
        }

        int length = rest.IndexOf(Dashes);
        if (length < 0)
        {
            return goesOn ? TokenOutcome.Open : TokenOutcome.No;
        }

        Span<byte> canonical = stackalloc byte[length];
        if (!PublishedKeys.HoldsKey(canonical[..Canonical(rest[..length], canonical)]))
        {
            return TokenOutcome.No;
        }

        Span<byte> footer = stackalloc byte[End.Length + label.Length + Dashes.Length];
        End.CopyTo(footer);
        label.CopyTo(footer[End.Length..]);
        Dashes.CopyTo(footer[^Dashes.Length..]);
        ReadOnlySpan<byte> behind = rest[length..Math.Min(rest.Length, length + footer.Length)];
        return !footer.StartsWith(behind) ? TokenOutcome.No
            : behind.Length == footer.Length ? TokenOutcome.Yes
            : goesOn ? TokenOutcome.Open
            : TokenOutcome.No;
    }

    /// <summary>
    /// Writes the text between header and footer without line ends, real or escaped, without blanks, quotes and commas, and without the <c>+</c> of code
    /// between two strings.
    /// </summary>
    /// <returns>The number of bytes.</returns>
    public static int Canonical(ReadOnlySpan<byte> text, Span<byte> to)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i += i + 1 < text.Length && text[i + 1] is (byte)'n' or (byte)'r' or (byte)'t' ? 1 : 0;
            }
            else if (!IsBetween(text, i) && !(text[i] == '+' && IsBetween(text, i - 1) && (IsBetween(text, i + 1) || text[i + 1] == '\\')))
            {
                to[count++] = text[i];
            }
        }

        return count;
    }

    private static bool IsUsual(ReadOnlySpan<byte> label)
    {
        foreach (string usual in Labels)
        {
            if (System.Text.Ascii.Equals(label, usual))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBetween(ReadOnlySpan<byte> text, int at) => (uint)at >= (uint)text.Length
        || text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'"' or (byte)'\'' or (byte)'`' or (byte)',';
}
