using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>The UTF-8 of one character (RFC 3629).</summary>
internal static class Utf8Text
{
    /// <summary>Decodes the character that a text begins with: two and three bytes, as most that are folded have, by hand.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="codePoint">The character; U+FFFD where it is none.</param>
    /// <param name="length">The bytes that it takes.</param>
    /// <returns>Done, or that more is needed, or that it is no UTF-8.</returns>
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

    /// <summary>Decodes a character of two bytes, or of three as most that are folded have.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <param name="codePoint">The character.</param>
    /// <returns>The bytes that it takes; 0 for all else.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Short(ReadOnlySpan<byte> text, out int codePoint)
    {
        if (text[0] is >= 0xC2 and < 0xE0 && text.Length > 1 && IsContinuation(text[1]))
        {
            codePoint = ((text[0] & 0x1F) << 6) | (text[1] & 0x3F);
            return 2;
        }

        // Not E0 and ED, behind which not every byte may stand.
        if (text[0] is 0xE1 or 0xE2 or 0xEF && text.Length > 2 && IsContinuation(text[1]) && IsContinuation(text[2]))
        {
            codePoint = ((text[0] & 0x0F) << 12) | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F);
            return 3;
        }

        codePoint = 0;
        return 0;
    }

    /// <summary>Whether a byte goes on with a character.</summary>
    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
