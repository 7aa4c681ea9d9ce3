using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds encoded prefixes, 64 places at a time. For each alignment, five digits are looked up in tables that hold the possible prefixes' buckets, exactly. It
/// needs AVX-512 with VBMI; <see cref="EncodedFilter"/> is for other processors.
/// </summary>
internal sealed class WideEncodedFilter : IEncodedFilter
{
    /// <summary>The number of places in a block from which on a call takes less time than a look at each.</summary>
    public const int Least = 8;

    private const int Block = IEncodedFilter.Block;
    private const int Digits = 5;
    private const int HexBytes = 4;
    private const int HexDigits = 2 * HexBytes;
    private const int Buckets = 8;
    private const int Ahead = (2 * Block) + HexDigits; // a run of hex digits is looked for in the block after, too
    private const int Alignments = 3;

    // The digit of each alignment that is looked up first, counted from the start of the group: the place's own, or the one before.
    private static readonly int[] FirstDigit = [0, 1, 2];

    private readonly byte[] _values = new byte[ByteTable.Length]; // of the digits, of either alphabet
    private readonly byte[] _tables = new byte[Alignments * Digits * Block];
    private readonly byte[] _hex = new byte[HexBytes * ByteTable.Length];

    /// <summary>Builds a filter.</summary>
    /// <param name="prefixes">For each prefix, the possible bytes at its first four places.</param>
    /// <param name="others">The prefixes that are not looked for in Base64. In hex some share their first two bytes with another, which finds them.</param>
    public WideEncodedFilter(IEnumerable<IReadOnlyList<byte>[]> prefixes, IEnumerable<IReadOnlyList<byte>[]> others)
    {
        IReadOnlyList<byte>[][] distinct = Distinct(prefixes);
        for (int value = 0; value < 64; value++)
        {
            _values["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value]] = (byte)value;
        }

        (_values['-'], _values['_']) = (62, 63);
        for (int alignment = 0; alignment < Alignments; alignment++)
        {
            IReadOnlyList<byte>[][] digits = [.. distinct.Select(prefix => Enumerable.Range(FirstDigit[alignment], Digits)
                .Select(digit => DigitsAt(prefix, (digit * 6) - (alignment * 8), 6)).ToArray())];
            Fill(_tables.AsSpan(alignment * Digits * Block), digits);
        }

        FillHex(Distinct(distinct.Concat(others.Where(other => Array.Exists(distinct, prefix => ShareStart(prefix, other))))));
    }

    /// <summary>True if the processor can run it.</summary>
    public static bool IsSupported => Avx512Vbmi.IsSupported;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Fill(ReadOnlySpan<byte> text, int at, Span<ulong> found)
    {
        int room = text.Length - at - Ahead;
        int blocks = at == 0 || room < 0 ? 0 : Math.Min(found.Length, (room / Block) + 1);
        ByteTable values = new(ref MemoryMarshal.GetArrayDataReference(_values));
        ref byte tables = ref MemoryMarshal.GetArrayDataReference(_tables);
        Vector512<byte> a0 = Table(ref tables, 0), a1 = Table(ref tables, 1), a2 = Table(ref tables, 2), a3 = Table(ref tables, 3), a4 = Table(ref tables, 4);
        Vector512<byte> b0 = Table(ref tables, 5), b1 = Table(ref tables, 6), b2 = Table(ref tables, 7), b3 = Table(ref tables, 8), b4 = Table(ref tables, 9);
        Vector512<byte> c0 = Table(ref tables, 10), c1 = Table(ref tables, 11), c2 = Table(ref tables, 12), c3 = Table(ref tables, 13);
        Vector512<byte> c4 = Table(ref tables, 14);
        for (int block = 0; block < blocks; block++)
        {
            ref byte here = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at + (block * Block));
            Vector512<byte> before = values.Of(Vector512.LoadUnsafe(ref Unsafe.Subtract(ref here, 1)));
            Vector512<byte> digit0 = values.Of(Vector512.LoadUnsafe(ref here));
            Vector512<byte> digit1 = values.Of(Vector512.LoadUnsafe(ref Unsafe.Add(ref here, 1)));
            Vector512<byte> digit2 = values.Of(Vector512.LoadUnsafe(ref Unsafe.Add(ref here, 2)));
            Vector512<byte> digit3 = values.Of(Vector512.LoadUnsafe(ref Unsafe.Add(ref here, 3)));
            Vector512<byte> digit4 = values.Of(Vector512.LoadUnsafe(ref Unsafe.Add(ref here, 4)));
            Vector512<byte> whole = Ask(a0, digit0) & Ask(a1, digit1) & Ask(a2, digit2) & Ask(a3, digit3) & Ask(a4, digit4);
            Vector512<byte> behindOne = Ask(b0, before) & Ask(b1, digit0) & Ask(b2, digit1) & Ask(b3, digit2) & Ask(b4, digit3);
            Vector512<byte> behindTwo = Ask(c0, before) & Ask(c1, digit0) & Ask(c2, digit1) & Ask(c3, digit2) & Ask(c4, digit3);
            found[block] = ByteTable.Any(whole | behindOne | behindTwo) | OfHex(ref here);
        }

        return blocks;
    }

    // Sixteen hex digits are rare in other text, so their bytes are looked at only where they are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong OfHex(ref byte text)
    {
        UInt128 digits = new(Hex(ref Unsafe.Add(ref text, Block)), Hex(ref text));
        UInt128 run = digits & (digits >> 1);
        run &= run >> 2;
        run &= run >> 4;
        run &= run >> 8;
        return (ulong)run == 0 ? 0 : (ulong)run & OfHexRun(ref text);
    }

    // Two digits are a byte, which is looked up as in plain text: of digits alone, every second place passes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong OfHexRun(ref byte text)
    {
        ref byte tables = ref MemoryMarshal.GetArrayDataReference(_hex);
        Vector512<byte> found = Vector512<byte>.AllBitsSet;
        Vector512<byte> any = Vector512<byte>.Zero;
        for (int place = 0; place < HexBytes; place++)
        {
            Vector512<byte> bytes = (Digit(ref Unsafe.Add(ref text, 2 * place)).AsUInt16() << 4).AsByte() | Digit(ref Unsafe.Add(ref text, (2 * place) + 1));
            any |= bytes;
            found &= new ByteTable(ref Unsafe.Add(ref tables, place * ByteTable.Length)).Of(bytes);
        }

        return ByteTable.Any(found) & ~any.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Digit(ref byte text)
    {
        Vector512<byte> bytes = Vector512.LoadUnsafe(ref text);
        Vector512<byte> letters = Vector512.GreaterThan(bytes, Vector512.Create((byte)'9')) & Vector512.Create((byte)9);
        return (bytes + letters) & Vector512.Create((byte)15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hex(ref byte text)
    {
        Vector512<byte> bytes = Vector512.LoadUnsafe(ref text);
        Vector512<byte> isDigit = Vector512.LessThan(bytes - Vector512.Create((byte)'0'), Vector512.Create((byte)10));
        Vector512<byte> isLetter = Vector512.LessThan((bytes | Vector512.Create((byte)0x20)) - Vector512.Create((byte)'a'), Vector512.Create((byte)6));
        return (isDigit | isLetter).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Ask(Vector512<byte> table, Vector512<byte> digits) => Avx512Vbmi.PermuteVar64x8(table, digits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Table(ref byte tables, int table) => Vector512.LoadUnsafe(ref Unsafe.Add(ref tables, table * Block));

    // The possible values of a digit: bits of the prefix from a place on, of which the first ones may be before it and the last ones behind it.
    private static byte[] DigitsAt(IReadOnlyList<byte>[] prefix, int bit, int bits)
    {
        int first = bit >> 3;
        HashSet<byte> values = [];
        foreach (byte one in BytesAt(first))
        {
            foreach (byte other in (bit & 7) + bits > 8 ? BytesAt(first + 1) : [0])
            {
                values.Add((byte)((((one << 8) | other) >> (16 - bits - (bit & 7))) & ((1 << bits) - 1)));
            }
        }

        return [.. values];

        IEnumerable<byte> BytesAt(int place) => place >= 0 && place < prefix.Length ? prefix[place] : Enumerable.Range(0, 256).Select(value => (byte)value);
    }

    private static bool ShareStart(IReadOnlyList<byte>[] one, IReadOnlyList<byte>[] other) =>
        one[0].Intersect(other[0]).Any() && one[1].Intersect(other[1]).Any();

    private static IReadOnlyList<byte>[][] Distinct(IEnumerable<IReadOnlyList<byte>[]> prefixes) =>
        [.. prefixes.DistinctBy(prefix => string.Join('|', prefix.Select(set => string.Join(',', set))))];

    // A prefix is ASCII, so that a byte of a table has room for seven bits of a value.
    private void FillHex(IReadOnlyList<byte>[][] prefixes)
    {
        int[] chosen = ByteGroups.Distribute(prefixes, Buckets, ByteGroups.Uniform);
        for (int prefix = 0; prefix < chosen.Length; prefix++)
        {
            for (int place = 0; place < HexBytes; place++)
            {
                foreach (byte value in prefixes[prefix][place])
                {
                    _hex[(place * ByteTable.Length) + value] |= (byte)(1 << chosen[prefix]);
                }
            }
        }
    }

    private static void Fill(Span<byte> tables, IReadOnlyList<byte>[][] digits)
    {
        int[] chosen = ByteGroups.Distribute(digits, Buckets, ByteGroups.Uniform);
        for (int prefix = 0; prefix < chosen.Length; prefix++)
        {
            for (int digit = 0; digit < Digits; digit++)
            {
                foreach (byte value in digits[prefix][digit])
                {
                    tables[(digit * Block) + value] |= (byte)(1 << chosen[prefix]);
                }
            }
        }
    }
}
