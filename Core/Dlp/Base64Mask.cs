using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>Finds the Base64 digits, of either alphabet, among 32 bytes.</summary>
internal static class Base64Mask
{
    private static readonly NibbleSet Digits = new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8.ToArray());

    /// <summary>A bit for each of 32 bytes, set for a digit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The first byte.</param>
    /// <param name="beyond">The bits for bytes after the end of the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ReadOnlySpan<byte> text, int at, bool beyond) =>
        at <= text.Length - NibbleSet.Block ? Digits.Of(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at)) : OfEnd(text, at, beyond);

    private static uint OfEnd(ReadOnlySpan<byte> text, int at, bool beyond)
    {
        Span<byte> end = stackalloc byte[NibbleSet.Block];
        end.Fill(beyond ? (byte)'A' : (byte)0);
        if (at < text.Length)
        {
            text[at..].CopyTo(end);
        }

        return Digits.Of(ref MemoryMarshal.GetReference(end));
    }
}
