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
    private static uint Places(Vector256<byte> bytes, Vector256<byte> next) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)'%')) | Vector256.Equals(bytes, Vector256.Create((byte)'&'))
            | Vector256.Equals(bytes, Vector256<byte>.Zero) | Vector256.GreaterThanOrEqual(bytes, Vector256.Create((byte)0xC2))
            | (Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                & (Vector256.Equals(next, Vector256.Create((byte)'u')) | Vector256.Equals(next, Vector256.Create((byte)'x'))
                    | Vector256.Equals(next, Vector256.Create((byte)'\\'))))).ExtractMostSignificantBits();
}
