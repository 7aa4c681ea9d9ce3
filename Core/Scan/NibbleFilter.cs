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
internal sealed class NibbleFilter : IPlaceFilter
{
    /// <summary>The number of bytes that decide a place.</summary>
    public const int Bytes = 3;

    private const int Buckets = 8;

    // For each of the three bytes: 16 masks by its low nibble, 16 by its high one.
    private readonly byte[] _masks;

    // The same for the literals that begin only at an edge.
    private readonly byte[]? _atEdge;
    private readonly NibbleSet _word;
    private readonly NibbleSet _ending;
    private readonly NibbleSet _beforeEnding;

    /// <summary>Builds a filter.</summary>
    /// <param name="literals">For each literal, the possible bytes at its first three places.</param>
    public NibbleFilter(IEnumerable<IReadOnlyList<byte>[]> literals) => _masks = Masks(literals);

    /// <summary>Builds a filter of which a part counts only at an edge.</summary>
    /// <param name="literals">The literals.</param>
    public NibbleFilter(PlaceLiterals literals)
        : this(literals.Anywhere) =>
        (_atEdge, _word, _ending, _beforeEnding) =
            (Masks(literals.AtEdge), new NibbleSet(literals.Word), new NibbleSet(literals.Ending), new NibbleSet(literals.BeforeEnding));

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

    /// <inheritdoc/>
    public int Collect(ReadOnlySpan<byte> text, int from, int to, Span<int> places, out int next)
    {
        int count = 0;
        int at = from;
        ref byte start = ref MemoryMarshal.GetReference(text);
        int last = Math.Min(to, text.Length - Bytes + 1);
        if (Avx2.IsSupported)
        {
            // The vectors look at two bytes before.
            for (; at < Math.Min(2, last); at++)
            {
                count += AddIf(MayBegin(text, at), at, places, count);
            }

            int end = Math.Min(last, text.Length - 33) - 32;
            (at, count) = _atEdge is null ? CollectAnywhere(ref start, at, end, places, count) : CollectByEdge(ref start, at, end, places, count);
        }

        for (int end = Math.Min(last, text.Length - 17) - 16; at <= end && count <= places.Length - 16; at += 16)
        {
            Vector128<byte> found = Find128(ref Unsafe.Add(ref start, at), _masks);
            found = _atEdge is null ? found : found | Find128(ref Unsafe.Add(ref start, at), _atEdge);
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

    // The tables are local variables, so that they stay in registers.
    private (int At, int Count) CollectAnywhere(ref byte start, int at, int end, Span<int> places, int count)
    {
        Vector256<byte> low0 = Table(_masks, 0), low1 = Table(_masks, 32), low2 = Table(_masks, 64);
        Vector256<byte> high0 = Table(_masks, 16), high1 = Table(_masks, 48), high2 = Table(_masks, 80);
        for (; at <= end && count <= places.Length - 32; at += 32)
        {
            Vector256<byte> text0 = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at));
            Vector256<byte> text1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at + 1));
            Vector256<byte> text2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at + 2));
            Vector256<byte> found = Avx2.Shuffle(low0, Low(text0)) & Avx2.Shuffle(high0, High(text0))
                & Avx2.Shuffle(low1, Low(text1)) & Avx2.Shuffle(high1, High(text1))
                & Avx2.Shuffle(low2, Low(text2)) & Avx2.Shuffle(high2, High(text2));
            if (found != Vector256<byte>.Zero)
            {
                count = Add(Bits(found), at, places, count);
            }
        }

        return (at, count);
    }

    private (int At, int Count) CollectByEdge(ref byte start, int at, int end, Span<int> places, int count)
    {
        Vector256<byte> low0 = Table(_masks, 0), low1 = Table(_masks, 32), low2 = Table(_masks, 64);
        Vector256<byte> high0 = Table(_masks, 16), high1 = Table(_masks, 48), high2 = Table(_masks, 80);
        Vector256<byte> edgeLow0 = Table(_atEdge!, 0), edgeLow1 = Table(_atEdge!, 32), edgeLow2 = Table(_atEdge!, 64);
        Vector256<byte> edgeHigh0 = Table(_atEdge!, 16), edgeHigh1 = Table(_atEdge!, 48), edgeHigh2 = Table(_atEdge!, 80);
        NibbleSet word = _word, ending = _ending, beforeEnding = _beforeEnding;
        for (; at <= end && count <= places.Length - 32; at += 32)
        {
            Vector256<byte> text = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at));
            (Vector256<byte> low, Vector256<byte> high) = (Low(text), High(text));
            Vector256<byte> found = Avx2.Shuffle(low0, low) & Avx2.Shuffle(high0, high);
            Vector256<byte> edges = Avx2.Shuffle(edgeLow0, low) & Avx2.Shuffle(edgeHigh0, high);
            text = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at + 1));
            (low, high) = (Low(text), High(text));
            found &= Avx2.Shuffle(low1, low) & Avx2.Shuffle(high1, high);
            edges &= Avx2.Shuffle(edgeLow1, low) & Avx2.Shuffle(edgeHigh1, high);
            text = Vector256.LoadUnsafe(ref Unsafe.Add(ref start, at + 2));
            (low, high) = (Low(text), High(text));
            found &= Avx2.Shuffle(low2, low) & Avx2.Shuffle(high2, high);
            edges &= Avx2.Shuffle(edgeLow2, low) & Avx2.Shuffle(edgeHigh2, high);
            if ((found | edges) != Vector256<byte>.Zero)
            {
                // Most of what passes lies within words.
                ref byte before = ref Unsafe.Add(ref start, at - 1);
                uint inWord = word.Of(ref before) & ~(ending.Of(ref before) & beforeEnding.Of(ref Unsafe.Add(ref start, at - 2)));
                count = Add(Bits(found) | (Bits(edges) & ~inWord), at, places, count);
            }
        }

        return (at, count);
    }

    private static Vector256<byte> Table(byte[] masks, int offset) =>
        Vector256.Create(Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks), offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Low(Vector256<byte> bytes) => bytes & Vector256.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> High(Vector256<byte> bytes) => (bytes.AsUInt16() >> 4).AsByte() & Vector256.Create((byte)0x0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Find128(ref byte text, byte[] tables)
    {
        ref byte masks = ref MemoryMarshal.GetArrayDataReference(tables);
        return Buckets128(ref text, ref masks, 0)
            & Buckets128(ref Unsafe.Add(ref text, 1), ref masks, 32)
            & Buckets128(ref Unsafe.Add(ref text, 2), ref masks, 64);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Buckets128(ref byte text, ref byte masks, int offset)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref text);
        Vector128<byte> nibble = Vector128.Create((byte)0x0F);
        return Vector128.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref masks, offset)), bytes & nibble)
            & Vector128.Shuffle(Vector128.LoadUnsafe(ref Unsafe.Add(ref masks, offset + 16)), (bytes.AsUInt16() >> 4).AsByte() & nibble);
    }

    private static uint Bits(Vector256<byte> found) => ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Add(uint found, int at, Span<int> places, int count)
    {
        for (; found != 0; found &= found - 1)
        {
            places[count++] = at + BitOperations.TrailingZeroCount(found);
        }

        return count;
    }

    private static int AddIf(bool found, int at, Span<int> places, int count)
    {
        places[count] = at;
        return found ? 1 : 0;
    }

    private bool MayBegin(ReadOnlySpan<byte> text, int at)
    {
        return MayBegin(_masks, text, at) || (_atEdge is not null && MayBegin(_atEdge, text, at));
    }

    private static bool MayBegin(byte[] masks, ReadOnlySpan<byte> text, int at)
    {
        int buckets = 0xFF;
        for (int i = 0; i < Bytes; i++)
        {
            buckets &= masks[(i * 32) + (text[at + i] & 15)] & masks[(i * 32) + 16 + (text[at + i] >> 4)];
        }

        return buckets != 0;
    }
}
