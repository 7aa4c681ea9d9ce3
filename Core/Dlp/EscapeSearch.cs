using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds the bytes of a text that may begin an escape, in order. JSON is full of backslashes, so one counts only before u, x or another backslash. The result
/// for 32 bytes is kept for the next call, because escapes may be close together.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="to">The end of the range.</param>
internal ref struct EscapeSearch(ReadOnlySpan<byte> text, int to)
{
    private const int Block = 32;
    private const int Beyond = 5; // the bytes after a place that show whether an escape is likely

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly int _to = to;
    private readonly int _last = Math.Min(to, text.Length - Beyond) - Block;
    private int _block = int.MinValue;
    private uint _found;

    /// <summary>The next such place from <paramref name="from"/> on, or the end.</summary>
    public int Next(int from)
    {
        int at = from;
        if ((uint)(at - _block) < Block)
        {
            uint rest = _found >> (at - _block);
            if (rest != 0)
            {
                return at + BitOperations.TrailingZeroCount(rest);
            }

            at = _block + Block;
        }

        return Search(at);
    }

    private int Search(int at)
    {
        ref byte start = ref MemoryMarshal.GetReference(_text);
        if (at == 0 && at < _to && IsPlace(_text, at++))
        {
            return 0;
        }

        for (; at <= _last; at += Block)
        {
            uint found = Places(ref Unsafe.Add(ref start, at));
            if (found != 0)
            {
                (_block, _found) = (at, found);
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        while (at < _to && !IsPlace(_text, at))
        {
            at++;
        }

        return Math.Min(at, _to);
    }

    private static bool IsPlace(ReadOnlySpan<byte> text, int at) => EscapeReader.MayBegin(text[at])
        && (text[at] != '\\' || at + 1 == text.Length || text[at + 1] is (byte)'u' or (byte)'x' or (byte)'\\');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Places(ref byte text)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref text);
        Vector256<byte> next = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 1));
        Vector256<byte> found = Is(bytes, '%') | Is(bytes, '&') | Is(bytes, 0) | (Is(bytes, '\\') & (Is(next, 'u') | Is(next, 'x') | Is(next, '\\')));
        if (Vector256.GreaterThanOrEqualAny(bytes, Vector256.Create((byte)0xC2)))
        {
            // Greek and Cyrillic count only next to ASCII (EscapeReader), or after an escape, where no search takes place.
            Vector256<byte> before = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref text, 1));
            Vector256<byte> behind = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 2));
            found |= Is(bytes, 0xC2) | Is(bytes, 0xCC) | Is(bytes, 0xCD) | Is(bytes, 0xE1) | Is(bytes, 0xE2) | Is(bytes, 0xEF) | Is(bytes, 0xF0) | Is(
                bytes, 0xF3)
                | (Vector256.LessThanOrEqual(
                    bytes - Vector256.Create((byte)0xCE), Vector256.Create((byte)(0xD4 - 0xCE))) & (IsAscii(before) | IsAscii(behind)));
        }

        return found == Vector256<byte>.Zero ? 0 : Likely(ref text, bytes, next, found);
    }

    // Excludes what EscapeReader rejects by the next few bytes: single signs, broken digits, characters that are not folded.
    private static uint Likely(ref byte text, Vector256<byte> bytes, Vector256<byte> next, Vector256<byte> found)
    {
        Vector256<byte> third = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 2));
        Vector256<byte> fourth = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 3));
        Vector256<byte> fifth = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 4));
        Vector256<byte> sixth = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 5));
        Vector256<byte> hex = IsHex(third);
        Vector256<byte> hexes = hex & IsHex(fourth);

        // %41, and %C2%AD (or %C2%25AD): a byte of a longer character.
        Vector256<byte> small = next | Vector256.Create((byte)0x20);
        Vector256<byte> lead =
            IsIn(small, 'c', 'f') & Is(fourth, '%') & (Is(fifth, '2') | IsIn(fifth, '8', '9') | IsIn(fifth | Vector256.Create((byte)0x20), 'a', 'b'));
        found &= ~Is(bytes, '%') | (hex & (IsIn(next, '0', '7') | lead));

        // &#65; &#x41; &amp;#65; and &amp;amp;#65;
        Vector256<byte> number = Is(next, '#') & (IsIn(third, '0', '9') | (Is(third | Vector256.Create((byte)0x20), 'x') & IsHex(fourth)));
        Vector256<byte> layer = Is(next, 'a') & Is(third, 'm') & Is(fourth, 'p') & Is(fifth, ';') & (Is(sixth, '#') | Is(sixth, 'a'));
        found &= ~Is(bytes, '&') | number | layer;

        // \x41, \u0041, and further backslashes.
        found &= ~Is(bytes, '\\') | Is(next, '\\') | (hexes & (Is(next, 'x') | (IsHex(fifth) & IsHex(sixth))));

        // U+1D400 to 1D7FF, U+E0000 to E0FFF.
        found &= ~Is(bytes, 0xF0) | Is(next, 0x9D);
        found &= ~Is(bytes, 0xF3) | Is(next, 0xA0);
        return found.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsAscii(Vector256<byte> bytes) => Vector256.GreaterThan(bytes.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsHex(Vector256<byte> bytes) => IsIn(bytes, '0', '9') | IsIn(bytes | Vector256.Create((byte)0x20), 'a', 'f');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsIn(Vector256<byte> bytes, char first, char last) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)first), Vector256.Create((byte)(last - first)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> bytes, int value) => Vector256.Equals(bytes, Vector256.Create((byte)value));
}
