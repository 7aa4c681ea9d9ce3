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
        int last = Math.Min(to, text.Length - 1) - 32;
        for (; at <= last; at += 32)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at));
            Vector256<byte> next = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at + 1));
            uint found = Places(bytes, next);
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }

        for (; at < to; at++)
        {
            if (EscapeReader.MayBegin(text[at])
                && (text[at] != '\\' || at + 1 == text.Length || text[at + 1] is (byte)'u' or (byte)'x' or (byte)'\\'))
            {
                return at;
            }
        }

        return to;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Places(Vector256<byte> bytes, Vector256<byte> next)
    {
        Vector256<byte> found = Is(bytes, '%') | Is(bytes, '&') | Is(bytes, 0) | (Is(bytes, '\\') & (Is(next, 'u') | Is(next, 'x') | Is(next, '\\')));
        Vector256<byte> foreign = Vector256.GreaterThanOrEqual(bytes, Vector256.Create((byte)0xC2));
        if (foreign != Vector256<byte>.Zero)
        {
            found |= Is(bytes, 0xC2) | Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)0xCC), Vector256.Create((byte)(0xD4 - 0xCC)))
                | Is(bytes, 0xE1) | Is(bytes, 0xE2) | Is(bytes, 0xEF) | Is(bytes, 0xF0) | Is(bytes, 0xF3);
        }

        return found.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> bytes, int value) => Vector256.Equals(bytes, Vector256.Create((byte)value));
}
