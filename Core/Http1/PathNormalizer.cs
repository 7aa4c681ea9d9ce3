using System.Buffers;
using System.Text;
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

    private PathNormalizer(ReadOnlySpan<byte> text, Span<byte> output)
    {
        _rest = text;
        _output = output;
    }

    /// <summary>Writes the canonical form of <paramref name="text"/> to <paramref name="output"/>, which has three times the length.</summary>
    public static RejectionReason Normalize(ReadOnlySpan<byte> text, Span<byte> output, out int length)
    {
        var normalizer = new PathNormalizer(text, output);
        var reason = RejectionReason.None;
        while (!normalizer._rest.IsEmpty && reason == RejectionReason.None)
        {
            reason = normalizer._rest[0] == '%' ? normalizer.TakeEncoded() : normalizer.TakePlain();
        }

        length = normalizer._length;
        return reason == RejectionReason.None && HasDotSegment(output[..length]) ? RejectionReason.DotSegment : reason;
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

        if (b >= 0x80)
        {
            return TakeEncodedRune();
        }

        if (b is 0 or (byte)'\\')
        {
            return b == 0 ? RejectionReason.NulInPath : RejectionReason.BackslashInPath;
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

    // One non-ASCII character in UTF-8 with each byte encoded. The decoder refuses overlong forms, surrogates and truncated characters.
    private RejectionReason TakeEncodedRune()
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < bytes.Length && TryDecode(_rest[(count * 3)..], out var b) && b >= 0x80)
        {
            bytes[count++] = b;
        }

        if (Rune.DecodeFromUtf8(bytes[..count], out _, out var used) != OperationStatus.Done)
        {
            return RejectionReason.InvalidPathEncoding;
        }

        foreach (var b in bytes[..used])
        {
            WriteEncoded(b);
        }

        _rest = _rest[(used * 3)..];
        return RejectionReason.None;
    }

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

    // Checks between slashes, encoded ones too, and before path parameters: some servers decode or cut there first.
    private static bool HasDotSegment(ReadOnlySpan<byte> path)
    {
        while (!path.IsEmpty)
        {
            var end = SeparatorAt(path, (byte)'/', "%2F"u8, out var separator);
            var segment = path[..end];
            var name = segment[..SeparatorAt(segment, (byte)';', "%3B"u8, out _)];
            if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            {
                return true;
            }

            path = path[(end + separator)..];
        }

        return false;
    }

    private static int SeparatorAt(ReadOnlySpan<byte> text, byte plain, ReadOnlySpan<byte> encoded, out int length)
    {
        var first = text.IndexOf(plain);
        var second = text.IndexOf(encoded);
        var isPlain = first >= 0 && (second < 0 || first < second);
        length = isPlain ? 1 : second >= 0 ? encoded.Length : 0;
        return isPlain ? first : second >= 0 ? second : text.Length;
    }
}
