using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace BotBottle.Core.Hosts;

/// <summary>Strict IPv4 literals: four decimal numbers 0 to 255 without leading zeros (the IPv4address of RFC 3986 section 3.2.2).</summary>
internal static class Ipv4Literal
{
    private const int Numbers = 4;

    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[Numbers];
        address = TryParse(text, bytes) ? new IPAddress(bytes) : null;
        return address is not null;
    }

    /// <summary>Parses into four bytes, for the IPv4 part at the end of an IPv6 literal.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        for (var i = 0; i < Numbers; i++)
        {
            var end = i == Numbers - 1 ? text.Length : text.IndexOf((byte)'.');
            if (end < 0 || !TryParseNumber(text[..end], out bytes[i]))
            {
                return false;
            }

            text = i == Numbers - 1 ? default : text[(end + 1)..];
        }

        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out byte number)
    {
        number = 0;
        if (text.Length is 0 or > 3 || (text[0] == '0' && text.Length > 1))
        {
            return false;
        }

        var value = 0;
        foreach (var b in text)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }

            value = (value * 10) + (b - '0');
        }

        number = (byte)value;
        return value <= byte.MaxValue;
    }
}
