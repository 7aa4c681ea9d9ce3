using System.Globalization;

namespace BotBottle.Core.Text;

/// <summary>Amounts of memory and disk in text: <c>16GiB</c>, <c>16G</c>, <c>512MiB</c>. Every unit is a power of 1,024.</summary>
public static class ByteAmount
{
    /// <summary>The largest amount: a pebibyte.</summary>
    public const long Max = 1L << 50;

    private static readonly (string Suffix, int Shift)[] Units =
        [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("T", 40), ("G", 30), ("M", 20), ("K", 10)];

    /// <summary>Reads a whole number with a unit.</summary>
    /// <param name="text">The text: ASCII digits and a unit, nothing else.</param>
    /// <param name="bytes">The amount; 0 after a failure.</param>
    /// <returns>False for any other text: no unit, a sign, a fraction, a blank, an amount above <see cref="Max"/>.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        foreach ((string suffix, int shift) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal))
            {
                continue;
            }

            ReadOnlySpan<char> digits = text[..^suffix.Length];
            if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')
                || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) || value > Max >> shift)
            {
                return false;
            }

            bytes = value << shift;
            return true;
        }

        return false;
    }

    /// <summary>An amount in the largest unit with a whole part: <c>16 GiB</c>, <c>1.5 GiB</c>.</summary>
    public static string Format(long bytes)
    {
        foreach ((string suffix, int shift) in Units[..4])
        {
            if (bytes >= 1L << shift)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << shift):0.#} {suffix}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
    }
}
