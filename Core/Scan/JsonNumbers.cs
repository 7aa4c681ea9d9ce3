namespace BotBottle.Core.Scan;

/// <summary>Reads JSON numbers that must be counts.</summary>
public static class JsonNumbers
{
    /// <summary>
    /// Reads a count: plain digits without sign, fraction, exponent or leading zero. False for any other number, and for one above <paramref name="max"/>.
    /// </summary>
    public static bool TryCount(ReadOnlySpan<byte> digits, long max, out long value)
    {
        value = 0;
        if (digits.IsEmpty || digits.Length > 18 || (digits.Length > 1 && digits[0] == (byte)'0'))
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                value = 0;
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return value <= max;
    }
}
