using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BotBottle.Core.Scan;

/// <summary>
/// Finds the places at which one of many literals may begin, by its first three bytes. The literals are put into eight buckets, and two table look-ups per
/// nibble of a byte give its possible buckets (the fingerprint of Hyperscan's Teddy). It takes 32 places at a time with AVX2, 16 elsewhere.
/// </summary>
internal sealed class NibbleFilter
{
    /// <summary>The number of bytes that decide a place.</summary>
    public const int Bytes = 3;

    private const int Buckets = 8;

    // For each of the three bytes: 16 masks by its low nibble, 16 by its high one.
    private readonly byte[] _masks;

    /// <summary>Builds a filter.</summary>
    /// <param name="literals">For each literal, the possible bytes at its first three places.</param>
    public NibbleFilter(IEnumerable<IReadOnlyList<byte>[]> literals) => _masks = Masks(literals);

    /// <summary>Builds the tables: for each of the three bytes, the buckets by its low nibble in 16 bytes, then by its high one in 16.</summary>
    /// <param name="literals">For each literal, the possible bytes at its first three places.</param>
    public static byte[] Masks(IEnumerable<IReadOnlyList<byte>[]> literals)
    {
        byte[] masks = new byte[Bytes * 32];
        int bucket = 0;
        foreach (NibbleBucket group in NibbleBucket.Group(literals, Buckets))
        {
            for (int i = 0; i < Bytes; i++)
            {
                for (int nibble = 0; nibble < 16; nibble++)
                {
                    masks[(i * 32) + nibble] |= (byte)(((group.Low[i] >> nibble) & 1) << bucket);
                    masks[(i * 32) + 16 + nibble] |= (byte)(((group.High[i] >> nibble) & 1) << bucket);
                }
            }

            bucket++;
        }

        return masks;
    }

    /// <summary>Collects the places in [from, to) at which a literal may begin. The last two places of the text always count.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The first place to look at.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="places">The buffer for the places, at least 64.</param>
    /// <param name="next">The place at which to continue; all places before it are done.</param>
    /// <returns>The number of places.</returns>
    public int Collect(ReadOnlySpan<byte> text, int from, int to, Span<int> places, out int next)
    {
        int count = 0;
        int at = from;
        ref byte start = ref MemoryMarshal.GetReference(text);
        ref byte masks = ref MemoryMarshal.GetArrayDataReference(_masks);
        int last = Math.Min(to, text.Length - Bytes + 1);
        if (Avx2.IsSupported)
        {
            Vector256<byte> low0 = Table(ref masks, 0), high0 = Table(ref masks, 16);
            Vector256<byte> low1 = Table(ref masks, 32), high1 = Table(ref masks, 48);
            Vector256<byte> low2 = Table(ref masks, 64), high2 = Table(ref masks, 80);
            for (int end = Math.Min(last, text.Length - 33) - 32; at <= end && count <= places.Length - 32; at += 32)
            {
                Vector256<byte> found = Buckets256(ref Unsafe.Add(ref start, at), low0, high0)
                    & Buckets256(ref Unsafe.Add(ref start, at + 1), low1, high1)
                    & Buckets256(ref Unsafe.Add(ref start, at + 2), low2, high2);
                if (found != Vector256<byte>.Zero)
                {
                    count = Add(~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits(), at, places, count);
                }
            }
        }

        for (int end = Math.Min(last, text.Length - 17) - 16; at <= end && count <= places.Length - 16; at += 16)
        {
            Vector128<byte> found = Buckets128(ref Unsafe.Add(ref start, at), ref masks, 0)
                & Buckets128(ref Unsafe.Add(ref start, at + 1), ref masks, 32)
                & Buckets128(ref Unsafe.Add(ref start, at + 2), ref masks, 64);
            if (found != Vector128<byte>.Zero)
            {
                count = Add(~Vector128.Equals(found, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF, at, places, count);
            }
        }

        // The rest is shorter than a vector, or the buffer is full and the next call continues.
        for (int end = at > Math.Min(last, text.Length - 17) - 16 ? to : at; at < end && count < places.Length; at++)
        {
            if (at >= last || MayBegin(text, at))
            {
                places[count++] = at;
            }
        }

        next = at;
        return count;
    }

    private static Vector256<byte> Table(ref byte masks, int offset) => Vector256.Create(Vector128.LoadUnsafe(ref Unsafe.Add(ref masks, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Buckets256(ref byte text, Vector256<byte> low, Vector256<byte> high)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref text);
        Vector256<byte> nibble = Vector256.Create((byte)0x0F);
        return Avx2.Shuffle(low, bytes & nibble) & Avx2.Shuffle(high, (bytes.AsUInt16() >> 4).AsByte() & nibble);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Buckets128(ref byte text, ref byte masks, int offset)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref text);
        Vector128<byte> nibble = Vector128.Create((byte)0x0F);
        return Vector128.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref masks, offset)), bytes & nibble)
            & Vector128.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref masks, offset + 16)), (bytes.AsUInt16() >> 4).AsByte() & nibble);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Add(uint found, int at, Span<int> places, int count)
    {
        for (; found != 0; found &= found - 1)
        {
            places[count++] = at + BitOperations.TrailingZeroCount(found);
        }

        return count;
    }

    private bool MayBegin(ReadOnlySpan<byte> text, int at)
    {
        int buckets = 0xFF;
        for (int i = 0; i < Bytes; i++)
        {
            buckets &= _masks[(i * 32) + (text[at + i] & 15)] & _masks[(i * 32) + 16 + (text[at + i] >> 4)];
        }

        return buckets != 0;
    }
}
