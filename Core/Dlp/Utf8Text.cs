using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>Decodes single characters of UTF-8 (RFC 3629).</summary>
internal static class Utf8Text
{
    /// <summary>Decodes the first character of a text. Two- and three-byte characters, the most common folded ones, have a fast path.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="codePoint">The character; U+FFFD for an invalid one.</param>
    /// <param name="length">The character's length in bytes.</param>
    /// <returns>Done, more data needed, or invalid.</returns>
    public static OperationStatus Decode(ReadOnlySpan<byte> text, out int codePoint, out int length)
    {
        length = Short(text, out codePoint);
        if (length > 0)
        {
            return OperationStatus.Done;
        }

        OperationStatus status = Rune.DecodeFromUtf8(text, out Rune rune, out length);
        codePoint = rune.Value;
        return status;
    }

    /// <summary>Decodes a character of two bytes, or of three with a common lead byte.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="codePoint">The character.</param>
    /// <returns>The character's length in bytes; 0 for all others.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Short(ReadOnlySpan<byte> text, out int codePoint)
    {
        if (text[0] is >= 0xC2 and < 0xE0 && text.Length > 1 && IsContinuation(text[1]))
        {
            codePoint = ((text[0] & 0x1F) << 6) | (text[1] & 0x3F);
            return 2;
        }

        // Excludes E0 and ED, after which not every continuation byte is valid.
        if (text[0] is 0xE1 or 0xE2 or 0xEF && text.Length > 2 && IsContinuation(text[1]) && IsContinuation(text[2]))
        {
            codePoint = ((text[0] & 0x0F) << 12) | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F);
            return 3;
        }

        codePoint = 0;
        return 0;
    }

    /// <summary>True for a continuation byte.</summary>
    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
