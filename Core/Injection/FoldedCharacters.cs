using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Injection;

/// <summary>Counts the characters of UTF-8; a run of white space counts as one.</summary>
internal static class FoldedCharacters
{
    /// <summary>The number of characters that begin in a text.</summary>
    /// <param name="text">The text, a piece of a longer one.</param>
    /// <param name="isWhite">True if white space came before the text; after the call, true if the text ends with white space.</param>
    public static int Count(ReadOnlySpan<byte> text, ref bool isWhite)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        int count = 0;
        uint before = isWhite ? 1u : 0;
        int at = 0;
        for (; at <= text.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref start, (nuint)at);
            uint white = (Vector256.Equals(bytes, Vector256.Create((byte)' '))
                | Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'\t'), Vector256.Create((byte)('\r' - '\t')))).ExtractMostSignificantBits();
            // Continuation bytes of UTF-8 begin no character.
            uint first = Vector256.GreaterThan(bytes.AsSByte(), Vector256.Create((sbyte)-0x41)).ExtractMostSignificantBits();
            count += BitOperations.PopCount(first & ~(white & ((white << 1) | before)));
            before = white >> 31;
        }

        for (; at < text.Length; at++)
        {
            uint white = text[at] is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r') ? 1u : 0;
            count += (text[at] & 0xC0) != 0x80 && (white & before) == 0 ? 1 : 0;
            before = white;
        }

        isWhite = before != 0;
        return count;
    }
}
