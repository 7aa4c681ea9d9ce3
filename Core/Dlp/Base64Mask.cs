using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BotBottle.Core.Dlp;

/// <summary>Which of 32 bytes are digits of Base64 in either alphabet, by two table look-ups a byte: the high nibble's row, and the rows that the low nibble has.</summary>
internal static class Base64Mask
{
    // Rows: 1 is 2x (+ - /), 2 is 3x (0-9), 4 is 4x and 6x (A-O, a-o), 8 is 5x (P-Z, _), 16 is 7x (p-z).
    private static ReadOnlySpan<byte> High => [0, 0, 1, 2, 4, 8, 4, 16, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> Low => [26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 13];

    /// <summary>A bit for each of 32 bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The first byte.</param>
    /// <param name="beyond">What counts for bytes behind the end of the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ReadOnlySpan<byte> text, int at, bool beyond) =>
        at <= text.Length - 32 ? Of(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at)) : OfEnd(text, at, beyond);

    private static uint OfEnd(ReadOnlySpan<byte> text, int at, bool beyond)
    {
        Span<byte> end = stackalloc byte[32];
        end.Fill(beyond ? (byte)'A' : (byte)0);
        if (at < text.Length)
        {
            text[at..].CopyTo(end);
        }

        return Of(ref MemoryMarshal.GetReference(end));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Of(ref byte bytes)
    {
        if (Avx2.IsSupported)
        {
            Vector256<byte> text = Vector256.LoadUnsafe(ref bytes);
            Vector256<byte> nibble = Vector256.Create((byte)0x0F);
            Vector256<byte> rows = Avx2.Shuffle(Vector256.Create(Vector128.Create(Low)), text & nibble)
                & Avx2.Shuffle(Vector256.Create(Vector128.Create(High)), (text.AsUInt16() >> 4).AsByte() & nibble);
            return ~Vector256.Equals(rows, Vector256<byte>.Zero).ExtractMostSignificantBits();
        }

        return Half(ref bytes) | (Half(ref Unsafe.Add(ref bytes, 16)) << 16);
    }

    private static uint Half(ref byte bytes)
    {
        Vector128<byte> text = Vector128.LoadUnsafe(ref bytes);
        Vector128<byte> nibble = Vector128.Create((byte)0x0F);
        Vector128<byte> rows = Vector128.Shuffle(Vector128.Create(Low), text & nibble)
            & Vector128.Shuffle(Vector128.Create(High), (text.AsUInt16() >> 4).AsByte() & nibble);
        return ~Vector128.Equals(rows, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }
}
