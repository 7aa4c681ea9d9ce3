namespace BotBottle.Core.Text;

/// <summary>
/// Reads the numbers of the wire, digit by digit. The framework's parsers accept <c>+5</c>, <c> 5 </c>, <c>5\0</c> or the longest valid prefix. Two ends that
/// read a number differently allow request smuggling (RFC 9112 section 11.2).
/// </summary>
public static class WireNumber
{
    /// <summary>Maximum number of hexadecimal digits in a chunk size, including leading zeros: those of 2^64 - 1.</summary>
    public const int MaxChunkSizeDigits = 16;

    /// <summary>
    /// Reads a Content-Length: <c>0</c> or digits without a leading zero, at most 2^63 - 1. RFC 9110 section 8.6 allows leading zeros; they are refused because
    /// some recipients read them as octal.
    /// </summary>
    public static bool TryParseContentLength(ReadOnlySpan<byte> text, out long length)
    {
        length = 0;
        if (text.IsEmpty || (text[0] == '0' && text.Length > 1))
        {
            return false;
        }

        foreach (var b in text)
        {
            var digit = (uint)(b - '0');
            if (digit > 9 || length > (long.MaxValue - digit) / 10)
            {
                length = 0;
                return false;
            }

            length = (length * 10) + digit;
        }

        return true;
    }

    /// <summary>Reads a port: 1 to 65535 in decimal without sign, blank or leading zero.</summary>
    public static bool TryParsePort(ReadOnlySpan<byte> text, out int port)
    {
        port = 0;
        if (text.Length > 5 || !TryParseContentLength(text, out var value) || value is < 1 or > 65535)
        {
            return false;
        }

        port = (int)value;
        return true;
    }

    /// <summary>
    /// Reads a status code: exactly three digits, 100 to 999. Codes above 599 are invalid by RFC 9110 section 15, which tells a recipient to accept them; they
    /// do not affect framing.
    /// </summary>
    public static bool TryParseStatus(ReadOnlySpan<byte> text, out int status)
    {
        status = 0;
        if (text.Length != 3 || !TryParseContentLength(text, out var value) || value < 100)
        {
            return false;
        }

        status = (int)value;
        return true;
    }

    /// <summary>The value of one hexadecimal digit, or -1.</summary>
    public static int HexDigit(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
