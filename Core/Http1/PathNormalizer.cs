using System.Buffers;
using BotBottle.Core.Text;

namespace BotBottle.Core.Http1;

/// <summary>Rewrites a path into its canonical form, by the rules of <see cref="CanonicalPath"/>.</summary>
internal ref struct PathNormalizer
{
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // pchar without its percent-encodings, and the slash (RFC 3986 section 3.3).
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("/:@!$&'()*+,;=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly Span<byte> _output;
    private ReadOnlySpan<byte> _rest;
    private int _length;
    private int _segment;

    private PathNormalizer(ReadOnlySpan<byte> text, Span<byte> output)
    {
        _rest = text;
        _output = output;
    }

    /// <summary>
    /// Writes the canonical form of <paramref name="text"/>, which begins with a slash, to <paramref name="output"/>, which has three times the length.
    /// </summary>
    public static RejectionReason Normalize(ReadOnlySpan<byte> text, Span<byte> output, out int length)
    {
        var normalizer = new PathNormalizer(text[1..], output);
        output[0] = (byte)'/';
        normalizer._length = normalizer._segment = 1;
        var reason = RejectionReason.None;
        while (!normalizer._rest.IsEmpty && reason == RejectionReason.None)
        {
            reason = normalizer._rest[0] switch
            {
                (byte)'/' => normalizer.EndSegment(isLast: false),
                (byte)'%' => normalizer.TakeEncoded(),
                _ => normalizer.TakePlain(),
            };
        }

        reason = reason == RejectionReason.None ? normalizer.EndSegment(isLast: true) : reason;
        length = normalizer._length;
        return reason;
    }

    // RFC 3986 section 5.2.4: "." is removed, ".." together with the segment before it. The slash before a removed segment stays, the one behind it goes.
    private RejectionReason EndSegment(bool isLast)
    {
        ReadOnlySpan<byte> segment = _output[_segment.._length];
        if (segment.SequenceEqual("."u8))
        {
            _length = _segment;
        }
        else if (segment.SequenceEqual(".."u8))
        {
            _length = _segment == 1 ? 1 : _output[..(_segment - 1)].LastIndexOf((byte)'/') + 1;
        }
        else if (HasHiddenDots(segment))
        {
            return RejectionReason.DotSegment;
        }
        else if (!isLast)
        {
            _output[_length++] = (byte)'/';
        }

        _segment = _length;
        _rest = isLast ? _rest : _rest[1..];
        return RejectionReason.None;
    }

    private RejectionReason TakePlain()
    {
        var b = _rest[0];
        if (b == '\\')
        {
            return RejectionReason.BackslashInPath;
        }

        if (!HttpSyntax.Target.Contains(b))
        {
            return RejectionReason.InvalidTarget;
        }

        if (Plain.Contains(b))
        {
            _output[_length++] = b;
        }
        else
        {
            WriteEncoded(b);
        }

        _rest = _rest[1..];
        return RejectionReason.None;
    }

    private RejectionReason TakeEncoded()
    {
        if (!TryDecode(_rest, out var b))
        {
            return RejectionReason.InvalidPathEncoding;
        }

        if (b >= 0xC0 && TryDecode(_rest[3..], out var second) && IsBeyondUtf8(b, second))
        {
            return RejectionReason.InvalidPathEncoding;
        }

        if (b == 0)
        {
            return RejectionReason.NulInPath;
        }

        if (Unreserved.Contains(b))
        {
            _output[_length++] = b;
        }
        else
        {
            WriteEncoded(b);
        }

        _rest = _rest[3..];
        return RejectionReason.None;
    }

    // The begin of a longer form of a character than its shortest, or of one above U+10FFFF: lenient decoders read a slash or a dot there.
    private static bool IsBeyondUtf8(byte first, byte second) => (second & 0xC0) == 0x80 && first switch
    {
        0xC0 or 0xC1 => true,
        0xE0 => second < 0xA0,
        0xF0 => second < 0x90,
        0xF4 => second >= 0x90,
        _ => first is > 0xF4 and < 0xFE,
    };

    private void WriteEncoded(byte b)
    {
        var digits = "0123456789ABCDEF"u8;
        _output[_length++] = (byte)'%';
        _output[_length++] = digits[b >> 4];
        _output[_length++] = digits[b & 0xF];
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out byte b)
    {
        b = 0;
        if (text.Length < 3 || text[0] != '%')
        {
            return false;
        }

        var high = WireNumber.HexDigit(text[1]);
        var low = WireNumber.HexDigit(text[2]);
        b = (byte)((high << 4) | low);
        return high >= 0 && low >= 0;
    }

    // Dots that only some servers see: beside an encoded slash or backslash, which they decode first, or before a path parameter, which they cut off first.
    private static bool HasHiddenDots(ReadOnlySpan<byte> segment)
    {
        while (segment.Contains((byte)'.'))
        {
            int end = FirstOf(segment, "%2F"u8, "%5C"u8);
            ReadOnlySpan<byte> part = segment[..end];
            ReadOnlySpan<byte> name = part[..FirstOf(part, ";"u8, "%3B"u8)];
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            {
                return true;
            }

            segment = end == segment.Length ? default : segment[(end + 3)..];
        }

        return false;
    }

    private static int FirstOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int first = text.IndexOf(one);
        int second = text[..(first < 0 ? text.Length : first)].IndexOf(other);
        return second >= 0 ? second : first >= 0 ? first : text.Length;
    }
}
