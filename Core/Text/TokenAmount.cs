using System.Globalization;

namespace BotBottle.Core.Text;

/// <summary>Amounts of tokens and requests in text: <c>500000</c>, <c>500_000</c>, <c>500k</c>, <c>5M</c>.</summary>
public static class TokenAmount
{
    /// <summary>The largest amount: a thousand million million, far above any bill and far below overflow.</summary>
    public const long Max = 1_000_000_000_000_000;

    /// <summary>Reads a whole amount from 0 to <see cref="Max"/>; <c>k</c> is a thousand, <c>M</c> a million.</summary>
    /// <param name="text">The text: digits, optionally with single underscores between them, and a suffix. Nothing else.</param>
    /// <param name="amount">The amount; 0 after a failure.</param>
    /// <returns>False for any other text: a sign, a fraction, a blank, other scripts' digits, an amount that is too large.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long amount)
    {
        amount = 0;
        long unit = text is [.., 'k' or 'K'] ? 1_000 : text is [.., 'm' or 'M'] ? 1_000_000 : 1;
        ReadOnlySpan<char> digits = unit == 1 ? text : text[..^1];
        if (digits.IsEmpty || digits[0] == '_' || digits[^1] == '_')
        {
            return false;
        }

        long value = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] == '_' && digits[i - 1] != '_')
            {
                continue;
            }

            if (!char.IsAsciiDigit(digits[i]))
            {
                return false;
            }

            value = value * 10 + (digits[i] - '0');
            if (value > Max / unit)
            {
                return false;
            }
        }

        amount = value * unit;
        return true;
    }

    /// <summary>An amount in the form of a command line: <c>5M</c>, <c>500k</c>, <c>1234</c>.</summary>
    public static string Write(long amount) =>
        amount != 0 && amount % 1_000_000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{amount / 1_000_000}M")
        : amount != 0 && amount % 1_000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{amount / 1_000}k")
        : amount.ToString(CultureInfo.InvariantCulture);

    /// <summary>An amount in groups of three digits: <c>5,000,000</c>.</summary>
    public static string Format(long amount) => amount.ToString("N0", CultureInfo.InvariantCulture);
}
