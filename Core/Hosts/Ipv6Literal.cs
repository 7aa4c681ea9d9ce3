using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using BotBottle.Core.Text;

namespace BotBottle.Core.Hosts;

/// <summary>
/// IPv6 literals without brackets, by the IPv6address grammar of RFC 3986 section 3.2.2: eight groups of 1 to 4 hexadecimal digits, of which one run may be
/// written <c>::</c> and the last two may be an IPv4 literal. A zone (<c>%eth0</c>) is refused, because it is valid on one machine only.
/// </summary>
internal static class Ipv6Literal
{
    private const int Size = 16;
    private const int MaxLength = 45;

    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Length > MaxLength)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[Size];
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            if (!TryParseGroups(text, head, mayEndInIpv4: true, out var all) || all != Size)
            {
                return false;
            }

            address = new IPAddress(head);
            return true;
        }

        Span<byte> tail = stackalloc byte[Size];
        if (!TryParseGroups(text[..gap], head, mayEndInIpv4: false, out var before)
            || !TryParseGroups(text[(gap + 2)..], tail, mayEndInIpv4: true, out var after)
            // "::" stands for at least one group.
            || before + after > Size - 2)
        {
            return false;
        }

        head[before..].Clear();
        tail[..after].CopyTo(head[(Size - after)..]);
        address = new IPAddress(head);
        return true;
    }

    // Groups separated by single colons, none at an end; the empty text has no groups.
    private static bool TryParseGroups(ReadOnlySpan<byte> text, Span<byte> bytes, bool mayEndInIpv4, out int written)
    {
        written = 0;
        while (!text.IsEmpty)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndInIpv4 && group.Contains((byte)'.'))
            {
                if (written > Size - 4 || !Ipv4Literal.TryParse(group, bytes[written..]))
                {
                    return false;
                }

                written += 4;
                return true;
            }

            if (written > Size - 2 || !TryParseGroup(group, bytes[written..]))
            {
                return false;
            }

            written += 2;
            if (colon < 0)
            {
                return true;
            }

            text = text[(colon + 1)..];
            if (text.IsEmpty)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        if (text.Length is 0 or > 4)
        {
            return false;
        }

        var value = 0;
        foreach (var b in text)
        {
            var digit = WireNumber.HexDigit(b);
            if (digit < 0)
            {
                return false;
            }

            value = (value << 4) | digit;
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return true;
    }
}
