namespace BotBottle.Core.Dlp;

/// <summary>
/// The lines of a private key behind its header, with something between them: line ends, a tool's line numbers, quotes of mails, comments, strings of code.
/// Two lines, or one and the footer, are a key.
/// </summary>
internal static class KeyLines
{
    /// <summary>The result if more bytes decide.</summary>
    public const int Open = -1;

    private const int LeastDigits = 60; // lines have 64, 70 or 76
    private const int MostBefore = 192; // fields before the Base64
    private const int MostBetween = 96;
    private const int MostBehind = 160; // a shorter last line, and what is around it

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    private static ReadOnlySpan<byte> Footer => "-----END"u8;

    private static ReadOnlySpan<byte> Ellipsis => "..."u8;

    /// <summary>The end of the key's lines; 0 if there is no key.</summary>
    /// <param name="text">The text up to the most bytes of a key.</param>
    /// <param name="from">The end of the header.</param>
    /// <param name="goesOn">True if more bytes may follow.</param>
    public static int End(ReadOnlySpan<byte> text, int from, bool goesOn)
    {
        int end = from;
        int lines = 0;
        for (int next; end < text.Length && (next = Next(text, end, lines, goesOn)) != 0; lines++)
        {
            if (next == Open || (next == text.Length && goesOn))
            {
                return Open;
            }

            end = next;
        }

        if (lines == 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> behind = text[end..Math.Min(text.Length, end + MostBehind)];
        int footer = behind.IndexOf(Footer);
        footer = footer >= 0 && HasOtherValue(behind[..footer]) ? -1 : footer;
        return footer < 0 && behind.Length < MostBehind && goesOn ? Open
            : lines == 1 && (footer < 0 || behind[..footer].IndexOf(Ellipsis) >= 0) ? 0
            : end + Math.Max(0, footer);
    }

    private static bool HasOtherValue(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length && !IsBetweenValues(text[at..]))
        {
            at++;
        }

        return at < text.Length;
    }

    // In a document in JSON the next value begins: a key whose end is missing does not go on there.
    private static bool IsBetweenValues(ReadOnlySpan<byte> text) => text[0] is (byte)'{' or (byte)'}' || text.StartsWith("\":"u8);

    // The end of the next line; 0 if there is none.
    private static int Next(ReadOnlySpan<byte> text, int from, int lines, bool goesOn)
    {
        int at = from;
        while (at <= from + (lines == 0 ? MostBefore : MostBetween))
        {
            ReadOnlySpan<byte> rest = text[at..];
            int digits = TokenCharset.Base64Plain.Run(rest);
            if (digits == rest.Length || (rest[digits] == '-' && rest.Length - digits < Dashes.Length && Dashes.StartsWith(rest[digits..])))
            {
                // A key with more bytes than a finding covers goes on.
                return goesOn ? Open
                    : digits >= LeastDigits ? at + digits
                    : lines > 0 && text.Length == TokenRule.MaxLength ? text.Length
                    : 0;
            }

            if (digits >= LeastDigits)
            {
                return at + digits;
            }

            at += digits;
            if (text[at] == '"' && at + 1 == text.Length && goesOn)
            {
                return Open;
            }

            if (text[at..].StartsWith(Dashes) || IsBetweenValues(text[at..]))
            {
                return 0;
            }

            at++;
        }

        return 0;
    }
}
