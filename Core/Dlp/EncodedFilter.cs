using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds the places in long runs of Base64 or hex digits at which an encoded prefix may begin. It reads the three bytes that would be there at each alignment
/// straight from the digits, and asks the tables of a <see cref="NibbleFilter"/>: 32 places take about as long as twenty in a table of stems. It needs AVX2.
/// </summary>
/// <param name="masks">The tables of the prefixes (<see cref="NibbleFilter.Masks"/>).</param>
internal sealed class EncodedFilter(byte[] masks) : IEncodedFilter
{
    private const int Half = NibbleSet.Block; // half of a block
    private const int Room = ((2 * IEncodedFilter.MostBlocks) + 2) * Half; // with the places before and after

    /// <inheritdoc/>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Fill(ReadOnlySpan<byte> text, int at, Span<ulong> found)
    {
        // The last block of digits is read whole, and its successor's first byte.
        int filled = Avx2.IsSupported ? Math.Min(Math.Min(found.Length, IEncodedFilter.MostBlocks), (((text.Length - at - 1) / Half) - 1) / 2) : 0;
        int blocks = filled * 2;
        if (blocks <= 0 || at < Half)
        {
            return 0;
        }

        Span<byte> values = stackalloc byte[Room + Half];
        Span<byte> upper = stackalloc byte[Room];
        Span<byte> lower = stackalloc byte[Room];
        Span<byte> joint = stackalloc byte[Room];
        ref byte start = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at - Half);
        ref byte value = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i <= (blocks + 1) * Half; i += Half)
        {
            ValuesOf(Vector256.LoadUnsafe(ref Unsafe.Add(ref start, i))).StoreUnsafe(ref Unsafe.Add(ref value, i));
        }

        ref byte up = ref MemoryMarshal.GetReference(upper);
        ref byte low = ref MemoryMarshal.GetReference(lower);
        ref byte both = ref MemoryMarshal.GetReference(joint);
        for (int i = 0; i <= (blocks + 1) * Half; i += Half)
        {
            Vector256<byte> digit = Vector256.LoadUnsafe(ref Unsafe.Add(ref value, i));
            Vector256<byte> next = Vector256.LoadUnsafe(ref Unsafe.Add(ref value, i + 1));
            (Right(digit, 2) & Vector256.Create((byte)15)).StoreUnsafe(ref Unsafe.Add(ref up, i));
            (digit & Vector256.Create((byte)15)).StoreUnsafe(ref Unsafe.Add(ref low, i));
            Vector256<byte> shared = ((digit & Vector256.Create((byte)3)).AsUInt16() << 2).AsByte() | (Right(next, 4) & Vector256.Create((byte)3));
            shared.StoreUnsafe(ref Unsafe.Add(ref both, i));
        }

        for (int block = 0; block < blocks; block++)
        {
            int i = (block + 1) * Half;
            uint half = OfBase64(ref Unsafe.Add(ref up, i), ref Unsafe.Add(ref low, i), ref Unsafe.Add(ref both, i))
                | OfHex(ref Unsafe.Add(ref start, i));
            found[block / 2] = (block & 1) == 0 ? half : found[block / 2] | ((ulong)half << Half);
        }

        return filled;
    }

    // The first, second and third byte behind no, one or two other bytes of the group of four digits. A byte's nibbles are the upper four bits of a digit and
    // the joint ones of it and the next, the lower four and the next one's upper four, or the joint ones and the next one's lower four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint OfBase64(ref byte up, ref byte low, ref byte both)
    {
        ref byte table = ref MemoryMarshal.GetArrayDataReference(masks);
        Vector256<byte> low0 = Table(ref table, 0), high0 = Table(ref table, 16);
        Vector256<byte> low1 = Table(ref table, 32), high1 = Table(ref table, 48);
        Vector256<byte> low2 = Table(ref table, 64), high2 = Table(ref table, 80);
        Vector256<byte> whole = Ask(high0, ref up, 0) & Ask(low0, ref both, 0)
            & Ask(high1, ref low, 1) & Ask(low1, ref up, 2)
            & Ask(high2, ref both, 2) & Ask(low2, ref low, 3);
        Vector256<byte> behindOne = Ask(high0, ref low, -1) & Ask(low0, ref up, 0)
            & Ask(high1, ref both, 0) & Ask(low1, ref low, 1)
            & Ask(high2, ref up, 2) & Ask(low2, ref both, 2);
        Vector256<byte> behindTwo = Ask(high0, ref both, -1) & Ask(low0, ref low, 0)
            & Ask(high1, ref up, 1) & Ask(low1, ref both, 1)
            & Ask(high2, ref low, 2) & Ask(low2, ref up, 3);
        return ~Vector256.Equals(whole | behindOne | behindTwo, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    // Sixteen hex digits are rare in other text, so their bytes are looked at only where they are.
    private uint OfHex(ref byte text)
    {
        ulong run = HexDigits.Of(ref text) | ((ulong)HexDigits.Of(ref Unsafe.Add(ref text, Half)) << Half);
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        run &= run >> 8;
        if ((uint)run == 0)
        {
            return 0;
        }

        ref byte table = ref MemoryMarshal.GetArrayDataReference(masks);
        Vector256<byte> found = AskHex(ref table, 16, ref text, 0) & AskHex(ref table, 0, ref text, 1)
            & AskHex(ref table, 48, ref text, 2) & AskHex(ref table, 32, ref text, 3)
            & AskHex(ref table, 80, ref text, 4) & AskHex(ref table, 64, ref text, 5);
        return (uint)run & ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    private static readonly NibbleSet HexDigits = new("0123456789abcdefABCDEF"u8.ToArray());

    // The values of digits of either alphabet; of other bytes anything.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> ValuesOf(Vector256<byte> text)
    {
        Vector256<byte> low = text & Vector256.Create((byte)15);
        Vector256<byte> high = Right(text, 4) & Vector256.Create((byte)15);

        // The number to add to the low nibble, by the high one: digits from 52, A to Z from 0, a to z from 26; + - / apart, and _ too.
        Vector256<byte> shift = Avx2.Shuffle(
            Vector256.Create(Vector128.Create((byte)0, 0, 0, 52, 255, 15, 25, 41, 0, 0, 0, 0, 0, 0, 0, 0)), high);
        Vector256<byte> signs = Avx2.Shuffle(
            Vector256.Create(Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 62, 0, 63)), low);
        Vector256<byte> values = Vector256.ConditionalSelect(Vector256.Equals(high, Vector256.Create((byte)2)), signs, low + shift);
        return Vector256.ConditionalSelect(Vector256.Equals(text, Vector256.Create((byte)'_')), Vector256.Create((byte)63), values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Ask(Vector256<byte> table, ref byte nibbles, int place) =>
        Avx2.Shuffle(table, Vector256.LoadUnsafe(ref Unsafe.Add(ref nibbles, place)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> AskHex(ref byte table, int offset, ref byte text, int place)
    {
        Vector256<byte> digits = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, place));
        Vector256<byte> letters = Vector256.GreaterThan(digits, Vector256.Create((byte)'9')) & Vector256.Create((byte)9);
        return Avx2.Shuffle(Table(ref table, offset), (digits + letters) & Vector256.Create((byte)15));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Table(ref byte masks, int offset) => Vector256.Create(Vector128.LoadUnsafe(ref Unsafe.Add(ref masks, offset)));

    // The upper bits of each byte are those of its neighbour.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Right(Vector256<byte> bytes, int count) => (bytes.AsUInt16() >> count).AsByte();
}
