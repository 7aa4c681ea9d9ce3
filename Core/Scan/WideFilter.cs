using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BotBottle.Core.Scan;

/// <summary>
/// Finds the places at which one of many ASCII literals may begin, by its first four bytes, 64 places at a time. Each literal is in one of 24 buckets, and one
/// look-up of a byte in a table of 128 gives its possible buckets, exactly. It needs AVX-512 with VBMI; <see cref="NibbleFilter"/> is for other processors.
/// </summary>
internal sealed class WideFilter : IPlaceFilter
{
    /// <summary>The number of bytes that decide a place.</summary>
    public const int Bytes = 4;

    private const int Block = 64;
    private const int Buckets = 8;
    private const int Before = 2; // the bytes before a place that decide whether it is at an edge
    private const int Beyond = Bytes - 1;
    private const byte Word = 1;
    private const byte Ending = 2;
    private const byte BeforeEnding = 4;

    // The buckets by each of the four bytes, for the literals that begin anywhere, and twice for those that begin at an edge. Then the classes of the bytes
    // before.
    private readonly byte[] _tables = new byte[((3 * Bytes) + 1) * ByteTable.Length];

    /// <summary>Builds a filter.</summary>
    /// <param name="literals">The literals; their bytes are ASCII.</param>
    public WideFilter(PlaceLiterals literals)
    {
        Fill([.. literals.Anywhere], Buckets, 0);
        Fill([.. literals.AtEdge], 2 * Buckets, Bytes * ByteTable.Length);
        Span<byte> classes = _tables.AsSpan(3 * Bytes * ByteTable.Length);
        Mark(classes, literals.Word, Word);
        Mark(classes, literals.Ending, Ending);
        Mark(classes, literals.BeforeEnding, BeforeEnding);
    }

    /// <summary>True if the processor can run it.</summary>
    public static bool IsSupported => Avx512Vbmi.IsSupported;

    /// <inheritdoc/>
    public int Collect(ReadOnlySpan<byte> text, int from, int to, Span<int> places, out int next)
    {
        int count = 0;
        int at = from;
        int last = Math.Min(to, text.Length - Beyond);
        if (at < last && at < Before)
        {
            int end = Math.Min(last, Block);
            count = CollectPadded(text, 0, at, end, places, count);
            at = end;
        }

        int blocks = text.Length - Beyond - Block; // the last place of a whole block
        if (at <= Math.Min(last - Block, blocks))
        {
            (at, count) = CollectBlocks(ref MemoryMarshal.GetReference(text), at, Math.Min(last - Block, blocks), places, count);
        }

        if (at < last && at > last - Block && count <= places.Length - Block)
        {
            int begin = Math.Max(Before, Math.Min(at, blocks));
            count = begin <= blocks ? CollectWithin(ref MemoryMarshal.GetReference(text[begin..]), begin, at, last, places, count)
                : CollectPadded(text, begin, at, last, places, count);
            at = last;
        }

        for (; at >= last && at < to && count < places.Length; at++)
        {
            places[count++] = at;
        }

        next = at;
        return count;
    }

    // Collects the places in [from, to) of the block at a place, with bytes around the text that belong to no literal and no word.
    private int CollectPadded(ReadOnlySpan<byte> text, int block, int from, int to, Span<int> places, int count)
    {
        Span<byte> padded = stackalloc byte[Before + Block + Beyond];
        padded.Clear();
        int first = Math.Max(0, block - Before);
        text[first..Math.Min(text.Length, block + Block + Beyond)].CopyTo(padded[(first - block + Before)..]);
        return CollectWithin(ref padded[Before], block, from, to, places, count);
    }

    private int CollectWithin(ref byte block, int at, int from, int to, Span<int> places, int count)
    {
        (_, int end) = CollectBlocks(ref block, 0, 0, places, count);
        foreach (int place in places[count..end])
        {
            if (at + place >= from && at + place < to)
            {
                places[count++] = at + place;
            }
        }

        return count;
    }

    // The tables are local variables, so that they stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private (int At, int Count) CollectBlocks(ref byte start, int at, int end, Span<int> places, int count)
    {
        ByteTable first = TableAt(0), second = TableAt(1), third = TableAt(2), fourth = TableAt(3);
        ByteTable edgeFirst = TableAt(4), edgeSecond = TableAt(5), edgeThird = TableAt(6), edgeFourth = TableAt(7);
        ByteTable otherFirst = TableAt(8), otherSecond = TableAt(9), otherThird = TableAt(10), otherFourth = TableAt(11);
        for (; at <= end && count <= places.Length - Block; at += Block)
        {
            ref byte here = ref Unsafe.Add(ref start, at);
            Vector512<byte> text0 = Vector512.LoadUnsafe(ref here);
            Vector512<byte> text1 = Vector512.LoadUnsafe(ref Unsafe.Add(ref here, 1));
            Vector512<byte> text2 = Vector512.LoadUnsafe(ref Unsafe.Add(ref here, 2));
            Vector512<byte> text3 = Vector512.LoadUnsafe(ref Unsafe.Add(ref here, 3));
            Vector512<byte> anywhere = first.Of(text0) & second.Of(text1) & third.Of(text2) & fourth.Of(text3);
            Vector512<byte> edges = (edgeFirst.Of(text0) & edgeSecond.Of(text1) & edgeThird.Of(text2) & edgeFourth.Of(text3))
                | (otherFirst.Of(text0) & otherSecond.Of(text1) & otherThird.Of(text2) & otherFourth.Of(text3));
            if ((anywhere | edges) != Vector512<byte>.Zero)
            {
                // The tables ignore the highest bit.
                ulong ascii = ~(text0 | text1 | text2 | text3).ExtractMostSignificantBits();
                Vector512<byte> before = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref here, 1));
                Vector512<byte> beforeIt = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref here, 2));
                ByteTable classes = TableAt(12);
                Vector512<byte> kinds = classes.Of(before);
                Vector512<byte> kindsBefore = classes.Of(beforeIt);
                ulong ends = Has(kinds, Ending) & Has(kindsBefore, BeforeEnding) & ~beforeIt.ExtractMostSignificantBits();
                ulong inWord = Has(kinds, Word) & ~before.ExtractMostSignificantBits() & ~ends;
                ulong found = (ByteTable.Any(anywhere) | (ByteTable.Any(edges) & ~inWord)) & ascii;
                count = Add(found, at, places, count);
            }
        }

        return (at, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Has(Vector512<byte> kinds, byte kind) => ByteTable.Any(kinds & Vector512.Create(kind));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ByteTable TableAt(int index) => new(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tables), index * ByteTable.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Add(ulong found, int at, Span<int> places, int count)
    {
        for (; found != 0; found &= found - 1)
        {
            places[count++] = at + BitOperations.TrailingZeroCount(found);
        }

        return count;
    }

    private static void Mark(Span<byte> table, IEnumerable<byte> values, byte kind)
    {
        foreach (byte value in values)
        {
            table[value] |= kind;
        }
    }

    private void Fill(IReadOnlyList<IReadOnlyList<byte>[]> literals, int buckets, int from)
    {
        int[] chosen = ByteGroups.Distribute(literals, buckets, ByteGroups.OfText);
        for (int literal = 0; literal < chosen.Length; literal++)
        {
            int group = from + (chosen[literal] / Buckets * Bytes * ByteTable.Length);
            for (int i = 0; i < Bytes; i++)
            {
                Mark(_tables.AsSpan(group + (i * ByteTable.Length), ByteTable.Length), literals[literal][i], (byte)(1 << (chosen[literal] % Buckets)));
            }
        }
    }
}
