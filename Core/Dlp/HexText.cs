using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Dlp;

/// <summary>Hex digits in either case.</summary>
internal static class HexText
{
    private static readonly sbyte[] Values = [
        .. Enumerable.Range(0, 256).Select(value => (sbyte)"0123456789abcdef".IndexOf(char.ToLowerInvariant((char)value), StringComparison.Ordinal))];

    /// <summary>The value of a digit; negative for other bytes.</summary>
    public static int Value(byte digit) => Values[digit];

    /// <summary>The value of two digits at a place; negative if they are no digits.</summary>
    public static int Pair(ReadOnlySpan<byte> text, int at) =>
        at + 1 < text.Length && (Value(text[at]) << 4 | Value(text[at + 1])) is var pair and >= 0 ? pair : -1;

    /// <summary>The number of leading digits of a text, at most <paramref name="most"/>.</summary>
    public static int Run(ReadOnlySpan<byte> text, int most)
    {
        int run = 0;
        most = Math.Min(most, text.Length);
        while (run < most && Value(text[run]) >= 0)
        {
            run++;
        }

        return run;
    }

    /// <summary>Decodes the leading digits of a text; an odd digit at the end is dropped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="decoded">The output, half as long as the text.</param>
    /// <param name="there">The number of digits.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> decoded, out int there)
    {
        int length = 0;
        while (text.Length - (length * 2) >= 32 && decoded.Length - length >= 16 && DecodeThirtyTwo(text[(length * 2)..], decoded[length..]) == uint.MaxValue)
        {
            length += 16;
        }

        while (Pair(text, length * 2) is >= 0 and int value)
        {
            decoded[length++] = (byte)value;
        }

        there = (length * 2) + Run(text[(length * 2)..], 1);
        return length;
    }

    /// <summary>Decodes 32 bytes at once, as far as they are digits.</summary>
    /// <param name="text">32 bytes.</param>
    /// <param name="decoded">The output of 16 bytes.</param>
    /// <returns>A bit for each byte that is a digit.</returns>
    public static uint DecodeThirtyTwo(ReadOnlySpan<byte> text, Span<byte> decoded)
    {
        ref byte first = ref MemoryMarshal.GetReference(text[..32]);
        Vector128<ushort> front = Sixteen(ref first, out uint low);
        Vector128<ushort> back = Sixteen(ref Unsafe.Add(ref first, 16), out uint high);
        Vector128.Narrow(front, back).StoreUnsafe(ref MemoryMarshal.GetReference(decoded[..16]));
        return low | (high << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Sixteen(ref byte text, out uint digits)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref text);
        Vector128<byte> letters = Vector128.LessThanOrEqual((bytes | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)5));
        digits = (letters | Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9))).ExtractMostSignificantBits();
        Vector128<ushort> values = ((bytes & Vector128.Create((byte)0x0F)) + (letters & Vector128.Create((byte)9))).AsUInt16();
        return ((values << 4) | (values >> 8)) & Vector128.Create((ushort)0xFF);
    }
}
