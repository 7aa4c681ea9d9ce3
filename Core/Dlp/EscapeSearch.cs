using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Dlp;

/// <summary>Finds the next byte with which an escape may begin. Of backslashes, which JSON is full of, only those before u, x or another backslash count.</summary>
internal static class EscapeSearch
{
    /// <summary>The next such place in [from, to), or <paramref name="to"/>.</summary>
    public static int Next(ReadOnlySpan<byte> text, int from, int to)
    {
        int at = from;
        ref byte start = ref MemoryMarshal.GetReference(text);
        int last = Math.Min(to, text.Length - 2) - 32;
        if (at == 0 && at < to && IsPlace(text, at++))
        {
            return 0;
        }

        for (; at <= last; at += 32)
        {
            uint found = Places(ref Unsafe.Add(ref start, at));
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        while (at < to && !IsPlace(text, at))
        {
            at++;
        }

        return Math.Min(at, to);
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

        return found.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsAscii(Vector256<byte> bytes) => Vector256.GreaterThan(bytes.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> bytes, int value) => Vector256.Equals(bytes, Vector256.Create((byte)value));
}
