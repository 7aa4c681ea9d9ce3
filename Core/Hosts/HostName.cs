using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace BotBottle.Core.Hosts;

/// <summary>
/// A host in its one canonical form: a DNS name in lower case without the trailing dot, a strict IPv4 literal, or an IPv6 literal in brackets. Two hosts are
/// equal if their canonical texts are equal.
/// </summary>
/// <remarks>
/// It refuses spellings that parsers read differently, so that the allowlist, the certificate, the resolver and the upstream cannot disagree: non-ASCII (IDNs
/// come as A-labels), <c>%</c>, <c>*</c>, IPv4 in any spelling but four decimal numbers (<c>127.1</c>, <c>0x7f.0.0.1</c>, <c>2130706433</c>), IPv6 zones.
/// Labels have letters, digits, hyphen (not at an end) and underscore, and 1 to 63 bytes; the name has at most 253 (RFC 1035 section 2.3.4).
/// </remarks>
public sealed class HostName : IEquatable<HostName>
{
    /// <summary>The longest DNS name in bytes, without the trailing dot (RFC 1035 section 2.3.4).</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    private readonly string _text;

    private HostName(string text, IPAddress? address)
    {
        _text = text;
        Address = address;
    }

    /// <summary>The address of a literal; null for a DNS name.</summary>
    public IPAddress? Address { get; }

    /// <summary>Parses a host from wire bytes; false for any other form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out HostName? host)
    {
        host = null;
        if (text.IsEmpty)
        {
            return false;
        }

        if (text[0] == '[')
        {
            if (text[^1] != ']' || !Ipv6Literal.TryParse(text[1..^1], out var v6))
            {
                return false;
            }

            host = new HostName($"[{v6}]", v6);
            return true;
        }

        if (text[^1] == '.')
        {
            text = text[..^1];
        }

        if (text.Length > MaxLength || !IsDnsName(text, out var lastLabel))
        {
            return false;
        }

        if (!EndsInNumber(lastLabel))
        {
            host = new HostName(LowerCase(text), null);
            return true;
        }

        if (!Ipv4Literal.TryParse(text, out var v4))
        {
            return false;
        }

        host = new HostName(Encoding.ASCII.GetString(text), v4);
        return true;
    }

    /// <summary>Parses a host from text (a configuration's, a manifest's), by the same rules as from the wire.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out HostName? host)
    {
        host = null;
        // Refuses a text longer than the longest form with its dot before copying it. A non-ASCII character becomes '?', which no form has.
        return text is { Length: <= MaxLength + 1 } && TryParse(Encoding.ASCII.GetBytes(text), out host);
    }

    /// <summary>True for a DNS name below <paramref name="parent"/>, with at least one more label; false for literals.</summary>
    public bool IsSubdomainOf(HostName parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        return Address is null && parent.Address is null
            && _text.Length > parent._text.Length + 1
            && _text[^(parent._text.Length + 1)] == '.'
            && _text.EndsWith(parent._text, StringComparison.Ordinal);
    }

    /// <summary>True if wire bytes spell this host's canonical text, in any case. It is a cheap test for a head that names the same host again.</summary>
    public bool IsSpelled(ReadOnlySpan<byte> text) => Ascii.EqualsIgnoreCase(text, _text);

    /// <inheritdoc/>
    public bool Equals(HostName? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HostName);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical text, an IPv6 literal with its brackets.</summary>
    public override string ToString() => _text;

    /// <summary>True if two hosts have the same canonical text.</summary>
    public static bool operator ==(HostName? left, HostName? right) => left is null ? right is null : left.Equals(right);

    /// <summary>True if two hosts differ in their canonical text.</summary>
    public static bool operator !=(HostName? left, HostName? right) => !(left == right);

    private static bool IsDnsName(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> lastLabel)
    {
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            lastLabel = dot < 0 ? text : text[..dot];
            if (lastLabel.Length is 0 or > MaxLabelLength || lastLabel[0] == '-' || lastLabel[^1] == '-')
            {
                return false;
            }

            foreach (var b in lastLabel)
            {
                if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_'))
                {
                    return false;
                }
            }

            if (dot < 0)
            {
                return true;
            }

            text = text[(dot + 1)..];
        }
    }

    // The URL standard's "ends in a number": some parser reads such a name as an IPv4 address, in decimal, octal or hexadecimal.
    private static bool EndsInNumber(ReadOnlySpan<byte> label)
    {
        var hex = label.Length >= 2 && label[0] == '0' && (label[1] | 0x20) == 'x';
        foreach (var b in hex ? label[2..] : label)
        {
            if (!char.IsAsciiDigit((char)b) && !(hex && char.IsAsciiHexDigit((char)b)))
            {
                return false;
            }
        }

        return true;
    }

    private static string LowerCase(ReadOnlySpan<byte> text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = char.ToLowerInvariant((char)from[i]);
        }
    });
}
