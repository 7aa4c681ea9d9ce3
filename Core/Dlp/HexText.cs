namespace BotBottle.Core.Dlp;

/// <summary>Hex digits in either case.</summary>
internal static class HexText
{
    /// <summary>The value of a digit; negative where it is none.</summary>
    public static int Value(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    /// <summary>The value of two digits at a place; negative where there are none.</summary>
    public static int Pair(ReadOnlySpan<byte> text, int at) =>
        at + 1 < text.Length && Value(text[at]) is >= 0 and int high && Value(text[at + 1]) is >= 0 and int low ? (high << 4) | low : -1;

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

    /// <summary>Decodes digits; an odd one at the end is dropped.</summary>
    /// <returns>The bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> digits, Span<byte> decoded)
    {
        int length = digits.Length / 2;
        for (int i = 0; i < length; i++)
        {
            decoded[i] = (byte)Pair(digits, i * 2);
        }

        return length;
    }
}
