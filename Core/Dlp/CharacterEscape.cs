using System.Buffers;
using System.Runtime.CompilerServices;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Non-ASCII characters, as UTF-8, that a reader takes for ASCII ones or does not see (<see cref="UnicodeFolding"/>). Letters and punctuation of other scripts
/// count only next to ASCII; otherwise all of a Russian text would count.
/// </summary>
internal static class CharacterEscape
{
    /// <summary>Reads the character at a place.</summary>
    /// <param name="whole">The text; the byte at the place is one of <see cref="EscapeReader.MayBegin"/>.</param>
    /// <param name="at">The place.</param>
    /// <param name="follows">True if an escape ends at the place.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    public static Escape Read(ReadOnlySpan<byte> whole, int at, bool follows, bool isEnd)
    {
        ReadOnlySpan<byte> text = whole[at..];
        byte before = Before(whole, at, follows);
        bool touches = IsWord(before);
        if (!touches && text[0] is >= 0xCE and <= 0xD4 && text.Length > 2 && Utf8Text.IsContinuation(text[1]) && !IsWord(text[2]))
        {
            return Escape.None(2);
        }

        switch (Utf8Text.Decode(text, out int codePoint, out int length))
        {
            case OperationStatus.Done:
                Escape escape = Escape.Of(codePoint, length);
                return escape.Kind != EscapeKind.Found || touches || CountsAlone(text[0], length, escape.Value, before) ? escape
                    : length < text.Length ? (IsWord(text[length]) ? escape : Escape.None(length))
                    : isEnd ? Escape.None(length)
                    : Escape.Partial;
            case OperationStatus.NeedMoreData:
                return Escape.Partial;
            default:
                return Escape.None(1);
        }
    }

    /// <summary>The folded value of a character of two or three bytes that another byte follows; <see cref="UnicodeFolding.Foreign"/> for all others.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The place.</param>
    /// <param name="follows">True if an escape ends at the place.</param>
    /// <param name="length">The character's length in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Simple(ReadOnlySpan<byte> text, int at, bool follows, out int length)
    {
        ReadOnlySpan<byte> there = text[at..];
        length = Utf8Text.Short(there, out int codePoint);
        if (length == 0 || length == there.Length)
        {
            return UnicodeFolding.Foreign;
        }

        int folded = UnicodeFolding.Fold(codePoint);
        byte before = Before(text, at, follows);
        return folded != UnicodeFolding.Foreign && (IsWord(before) || IsWord(there[length]) || CountsAlone(there[0], length, folded, before))
            ? folded
            : UnicodeFolding.Foreign;
    }

    // After an escape, a letter.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Before(ReadOnlySpan<byte> text, int at, bool follows) => follows ? (byte)'a' : at > 0 ? text[at - 1] : (byte)0;

    // These count without ASCII next to them: invisible characters, accents on visible characters only, and letters and digits in forms that no script uses.
    private static bool CountsAlone(byte lead, int length, int folded, byte before) =>
        folded < 0 ? lead is not (0xCC or 0xCD) || EscapeReader.IsVisible(before) : length > 2 && char.IsAsciiLetterOrDigit((char)folded);

    private static bool IsWord(byte value) => TokenCharset.Dotted.Contains(value);
}
