using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BotBottle.Core.Scan;

/// <summary>A set of bytes. It tests 32 bytes at once, with two table look-ups, one per nibble.</summary>
internal readonly struct NibbleSet
{
    /// <summary>The number of bytes per test.</summary>
    public const int Block = 32;

    // Each high nibble of the set has a bit; each low nibble has the bits of its high nibbles.
    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    /// <summary>Builds a set.</summary>
    /// <param name="bytes">The bytes, with at most eight different high nibbles.</param>
    /// <exception cref="ArgumentException">The bytes have more high nibbles.</exception>
    public NibbleSet(IEnumerable<byte> bytes)
    {
        Span<byte> low = stackalloc byte[16];
        Span<byte> high = stackalloc byte[16];
        low.Clear();
        high.Clear();
        int bits = 0;
        foreach (byte value in bytes)
        {
            if (high[value >> 4] == 0)
            {
                if (bits == 8)
                {
                    throw new ArgumentException("the bytes of the set have more than eight high nibbles", nameof(bytes));
                }

                high[value >> 4] = (byte)(1 << bits++);
            }

            low[value & 15] |= high[value >> 4];
        }

        _low = Vector256.Create(Vector128.Create<byte>(low));
        _high = Vector256.Create(Vector128.Create<byte>(high));
    }

    /// <summary>A bit for each of 32 bytes that is in the set.</summary>
    /// <param name="text">The first byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(ref byte text)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref text);
        Vector256<byte> low = bytes & Vector256.Create((byte)0x0F);
        Vector256<byte> high = (bytes.AsUInt16() >> 4).AsByte() & Vector256.Create((byte)0x0F);
        Vector256<byte> found = Avx2.IsSupported ? Avx2.Shuffle(_low, low) & Avx2.Shuffle(_high, high)
            : Vector256.Create(
                Vector128.Shuffle(_low.GetLower(), low.GetLower()) & Vector128.Shuffle(_high.GetLower(), high.GetLower()),
                Vector128.Shuffle(_low.GetLower(), low.GetUpper()) & Vector128.Shuffle(_high.GetLower(), high.GetUpper()));
        return ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }
}
