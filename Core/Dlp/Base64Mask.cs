using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>Finds the Base64 digits, of either alphabet, among 64 bytes.</summary>
internal static class Base64Mask
{
    private static readonly NibbleSet Digits = new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8.ToArray());

    private const int Block = 2 * NibbleSet.Block;

    /// <summary>A bit for each of 64 bytes, set for a digit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The first byte.</param>
    /// <param name="beyond">The bits for bytes after the end of the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> text, int at, bool beyond) =>
        at <= text.Length - Block ? Of(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at)) : OfEnd(text, at, beyond);

    /// <summary>A bit for each of 32 bytes of the text, set for a digit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The first byte.</param>
    public static uint Half(ReadOnlySpan<byte> text, int at) => Digits.Of(ref MemoryMarshal.GetReference(text.Slice(at, NibbleSet.Block)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Of(ref byte text) => Digits.Of(ref text) | ((ulong)Digits.Of(ref Unsafe.Add(ref text, NibbleSet.Block)) << NibbleSet.Block);

    private static ulong OfEnd(ReadOnlySpan<byte> text, int at, bool beyond)
    {
        Span<byte> end = stackalloc byte[Block];
        end.Fill(beyond ? (byte)'A' : (byte)0);
        if (at < text.Length)
        {
            text[at..].CopyTo(end);
        }

        return Of(ref MemoryMarshal.GetReference(end));
    }
}
