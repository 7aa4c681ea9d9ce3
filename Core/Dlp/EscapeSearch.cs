using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds the bytes of a text with which an escape may begin, in order. Of backslashes, which JSON is full of, only those before u, x or another backslash count. What was seen in 32 bytes
/// is kept for the next question: escapes may stand close together.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="to">Where to stop.</param>
internal ref struct EscapeSearch(ReadOnlySpan<byte> text, int to)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly int _to = to;
    private readonly int _last = Math.Min(to, text.Length - 2) - 32;
    private int _block = int.MinValue;
    private uint _found;

    /// <summary>The next such place from one on, or the end.</summary>
    public int Next(int from)
    {
        int at = from;
        if ((uint)(at - _block) < 32)
        {
            uint rest = _found >> (at - _block);
            if (rest != 0)
            {
                return at + BitOperations.TrailingZeroCount(rest);
            }

            at = _block + 32;
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

        for (; at <= _last; at += 32)
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
            // Greek and Cyrillic count beside ASCII alone (EscapeReader), or behind an escape, where nothing is searched.
            Vector256<byte> before = Vector256.LoadUnsafe(ref Unsafe.Subtract(ref text, 1));
            Vector256<byte> behind = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 2));
            found |= Is(bytes, 0xC2) | Is(bytes, 0xCC) | Is(bytes, 0xCD) | Is(bytes, 0xE1) | Is(bytes, 0xE2) | Is(bytes, 0xEF) | Is(bytes, 0xF0) | Is(bytes, 0xF3)
                | (Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)0xCE), Vector256.Create((byte)(0xD4 - 0xCE))) & (IsAscii(before) | IsAscii(behind)));
        }

        return found == Vector256<byte>.Zero ? 0 : Likely(ref text, bytes, next, found);
    }

    // What EscapeReader dismisses by the next two bytes: signs alone, broken digits, other characters than those that are folded.
    private static uint Likely(ref byte text, Vector256<byte> bytes, Vector256<byte> next, Vector256<byte> found)
    {
        Vector256<byte> behind = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, 2));
        Vector256<byte> hex = IsHex(behind);
        found &= ~Is(bytes, '%') | (IsHex(next) & hex);
        found &= ~Is(bytes, '&') | Is(next, '#') | (Is(next, 'a') & Is(behind, 'm'));
        found &= ~Is(bytes, '\\') | Is(next, '\\') | hex;
        return found.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsAscii(Vector256<byte> bytes) => Vector256.GreaterThan(bytes.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsHex(Vector256<byte> bytes) => Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9))
        | Vector256.LessThanOrEqual((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> bytes, int value) => Vector256.Equals(bytes, Vector256.Create((byte)value));
}
