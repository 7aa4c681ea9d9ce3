using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BotBottle.Core.Scan;

/// <summary>
/// A table of 128 bytes in two registers. One instruction looks 64 values up, of which it ignores the highest bit. It needs AVX-512 with VBMI.
/// </summary>
/// <param name="first">The first byte of the table.</param>
internal readonly struct ByteTable(ref byte first)
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 128;

    private readonly Vector512<byte> _low = Vector512.LoadUnsafe(ref first);
    private readonly Vector512<byte> _high = Vector512.LoadUnsafe(ref Unsafe.Add(ref first, Vector512<byte>.Count));

    /// <summary>A bit for each of 64 bytes that is not zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Any(Vector512<byte> bytes) => ~Vector512.Equals(bytes, Vector512<byte>.Zero).ExtractMostSignificantBits();

    /// <summary>The byte of the table for each of 64 values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> Of(Vector512<byte> values) => Avx512Vbmi.PermuteVar64x8x2(_low, values, _high);
}
