using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>Which of 32 bytes are digits of Base64 in either alphabet.</summary>
internal static class Base64Mask
{
    private static readonly NibbleSet Digits = new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8.ToArray());

    /// <summary>A bit for each of 32 bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The first byte.</param>
    /// <param name="beyond">What counts for bytes behind the end of the text.</param>
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
