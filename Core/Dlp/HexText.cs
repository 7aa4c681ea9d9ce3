namespace BotBottle.Core.Dlp;

/// <summary>Hex digits in either case.</summary>
internal static class HexText
{
    private static readonly sbyte[] Values = [.. Enumerable.Range(0, 256).Select(value => (sbyte)"0123456789abcdef".IndexOf(char.ToLowerInvariant((char)value), StringComparison.Ordinal))];

    /// <summary>The value of a digit; negative where it is none.</summary>
    public static int Value(byte digit) => Values[digit];

    /// <summary>The value of two digits at a place; negative where there are none.</summary>
    public static int Pair(ReadOnlySpan<byte> text, int at) =>
        at + 1 < text.Length && (Value(text[at]) << 4 | Value(text[at + 1])) is var pair and >= 0 ? pair : -1;

    /// <summary>How many digits a text begins with, of so many at most.</summary>
    public static int Run(ReadOnlySpan<byte> text, int most)
    {
        int run = 0;
        most = Math.Min(most, text.Length);
        while (run < most && Value(text[run]) >= 0)
        {
            run++;
        }

        return run;
    }

    /// <summary>Decodes the digits that a text begins with; an odd one at the end is dropped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="decoded">Half as many bytes.</param>
    /// <param name="there">How many digits there are.</param>
    /// <returns>The bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> decoded, out int there)
    {
        int length = 0;
        while (Pair(text, length * 2) is >= 0 and int value)
        {
            decoded[length++] = (byte)value;
        }

        there = (length * 2) + Run(text[(length * 2)..], 1);
        return length;
    }
}
