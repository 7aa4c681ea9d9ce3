using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Decodes one escape of an ASCII character: <c>%41</c> (and <c>%2541</c>, up to nine layers), <c>\u0041</c> and <c>\x41</c> (also after two or four
/// backslashes, as in JSON within JSON), <c>&amp;#65;</c> and <c>&amp;#x41;</c> (also <c>&amp;amp;#65;</c>), lookalikes and invisible characters as UTF-8
/// (<see cref="CharacterEscape"/>), and the NULs of UTF-16.
/// </summary>
internal static class EscapeReader
{
    /// <summary>Maximum length of an escape in bytes.</summary>
    public const int MaxLength = 96;

    /// <summary>Maximum number of backslashes read at once.</summary>
    public const int MaxBackslashes = 16;

    private const int MaxLayers = 8;
    private const int MaxNumber = 8;
    private const int Short = -2;

    // % & \ NUL, and the lead bytes of folded characters: Latin-1, combining marks, Greek, Cyrillic; then U+1xxx, U+2xxx, U+Fxxx, U+1xxxx, tags.
    private static readonly byte[] Firsts = [.. Enumerable.Range(0, 256).Select(value => (byte)value)
        .Where(value => value is 0 or (byte)'%' or (byte)'&' or (byte)'\\' or 0xC2 or (>= 0xCC and <= 0xD4) or 0xE1 or 0xE2 or 0xEF or 0xF0 or 0xF3)];

    private static readonly bool[] IsFirst = [.. Enumerable.Range(0, 256).Select(value => Firsts.Contains((byte)value))];

    private static readonly NibbleSet FirstSet = new(Firsts);

    private static ReadOnlySpan<byte> Amp => "amp;"u8;

    /// <summary>True if an escape may begin with a byte.</summary>
    public static bool MayBegin(byte first) => IsFirst[first];

    /// <summary>A bit for each of <see cref="NibbleSet.Block"/> bytes that may begin an escape.</summary>
    /// <param name="text">The first byte.</param>
    public static uint Beginnings(ref byte text) => FirstSet.Of(ref text);

    /// <summary>Reads the escape at a place whose byte passes <see cref="MayBegin"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The place.</param>
    /// <param name="follows">True if an escape ends at the place.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    public static Escape Read(ReadOnlySpan<byte> text, int at, bool follows, bool isEnd)
    {
        ReadOnlySpan<byte> rest = text[at..];
        Escape escape = rest[0] switch
        {
            (byte)'%' => Percent(rest),
            (byte)'\\' => Backslash(rest),
            (byte)'&' => Entity(rest, isEnd),
            0 => Nul(text, at),
            _ => CharacterEscape.Read(text, at, follows, isEnd),
        };
        return escape.Kind == EscapeKind.Partial && isEnd ? Escape.None(1) : escape;
    }

    /// <summary>
    /// Decodes an ASCII escape in a common form, <c>%41</c>, <c>\u0041</c> or <c>\x41</c>; <see cref="UnicodeFolding.Foreign"/> for all others.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="at">The length of the escape in bytes.</param>
    /// <param name="length">The bytes that it takes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Simple(ReadOnlySpan<byte> text, int at, out int length)
    {
        ReadOnlySpan<byte> there = text[at..];
        int value = -1;
        length = 0;
        if (there.Length >= 6)
        {
            if (there[0] == '%')
            {
                (value, length) = (HexText.Pair(there, 1), 3);
                value = value == '%' && HexText.Value(there[3]) >= 0 ? -1 : value;
            }
            else if (there[0] == '\\' && there[1] == 'u' && there[2] == '0' && there[3] == '0')
            {
                (value, length) = (HexText.Pair(there, 4), 6);
            }
            else if (there[0] == '\\' && there[1] == 'x')
            {
                (value, length) = (HexText.Pair(there, 2), 4);
            }
        }

        return value is > 0 and < 0x80 ? value : UnicodeFolding.Foreign;
    }

    /// <summary>True if the NUL at a place belongs to UTF-16: every second one of at least three bytes. Pictures and archives are full of other NULs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWide(ReadOnlySpan<byte> text, int at) =>
    (at >= 2 && text[at - 2] == 0 && IsVisible(text[at - 1])) || (at + 2 < text.Length && text[at + 2] == 0 && IsVisible(text[at + 1]));

    private static Escape Nul(ReadOnlySpan<byte> text, int at) =>
        IsWide(text, at) ? new Escape(EscapeKind.Found, 1, UnicodeFolding.Invisible)
        : at + 2 < text.Length ? Escape.None(Math.Max(1, Zeros(text[at..]) - 1))
        : Escape.Partial;

    private static int Zeros(ReadOnlySpan<byte> text)
    {
        int zeros = text.IndexOfAnyExcept((byte)0);
        return zeros < 0 ? text.Length : zeros;
    }

    /// <summary>True for a visible ASCII character.</summary>
    public static bool IsVisible(byte value) => value is > 0x20 and < 0x7F;

    private static Escape Percent(ReadOnlySpan<byte> text)
    {
        int at = 0;
        int first = PercentByte(text, ref at);
        if (first is < 0xC2 or > 0xF4)
        {
            return first == Short ? Escape.Partial : first is < 0 or >= 0x80 ? Escape.None(1) : Escape.Of(first, at);
        }

        Span<byte> rune = [(byte)first, 0, 0, 0];
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        for (int i = 1; i < length; i++)
        {
            if (at < text.Length && text[at] != '%')
            {
                return Escape.None(1);
            }

            int next = at < text.Length ? PercentByte(text, ref at) : Short;
            if (next < 0)
            {
                return next == Short ? Escape.Partial : Escape.None(1);
            }

            rune[i] = (byte)next;
        }

        return Rune.DecodeFromUtf8(rune[..length], out Rune decoded, out _) == OperationStatus.Done ? Escape.Of(decoded.Value, at) : Escape.None(1);
    }

    // %41, and %2541 and so on; all layers are removed.
    private static int PercentByte(ReadOnlySpan<byte> text, ref int at)
    {
        at++;
        for (int layer = 0; ; layer++)
        {
            if (at + 2 > text.Length)
            {
                return at == text.Length || HexText.Value(text[at]) >= 0 ? Short : -1;
            }

            int value = HexText.Pair(text, at);
            if (value < 0)
            {
                return -1;
            }

            at += 2;
            if (value != '%' || layer == MaxLayers)
            {
                return value;
            }

            // A percent sign, unless two digits follow.
            if (at + 2 > text.Length && (at == text.Length || HexText.Value(text[at]) >= 0))
            {
                return Short;
            }

            if (HexText.Pair(text, at) < 0)
            {
                return value;
            }
        }
    }

    private static Escape Backslash(ReadOnlySpan<byte> text)
    {
        int slashes = text[..Math.Min(text.Length, MaxBackslashes)].IndexOfAnyExcept((byte)'\\');
        if (slashes < 0)
        {
            return text.Length < MaxBackslashes ? Escape.Partial : Escape.None(MaxBackslashes);
        }

        int digits = text[slashes] switch { (byte)'u' => 4, (byte)'x' => 2, _ => 0 };
        if (digits == 0)
        {
            return Escape.None(slashes);
        }

        // Each layer of JSON in JSON doubles the backslashes. Of an odd number, all but the last are literal.
        if (slashes > 1 && slashes % 2 == 1)
        {
            return Escape.None(slashes - 1);
        }

        int end = slashes + 1 + digits;
        int run = HexText.Run(text[(slashes + 1)..], digits);
        if (run < digits)
        {
            return slashes + 1 + run == text.Length ? Escape.Partial : Escape.None(slashes);
        }

        int value = HexText.Pair(text, slashes + 1);
        value = digits == 2 ? value : (value << 8) | HexText.Pair(text, slashes + 3);
        return char.IsHighSurrogate((char)value) ? Surrogates(text, slashes, end, (char)value) : Escape.Of(value, end);
    }

    private static Escape Surrogates(ReadOnlySpan<byte> text, int slashes, int end, char high)
    {
        ReadOnlySpan<byte> low = text[end..];
        for (int i = 0; i < slashes + 1; i++)
        {
            if (i == low.Length)
            {
                return Escape.Partial;
            }

            if (low[i] != (i < slashes ? '\\' : 'u'))
            {
                return Escape.None(end);
            }
        }

        int run = HexText.Run(low[(slashes + 1)..], 4);
        if (run < 4)
        {
            return slashes + 1 + run == low.Length ? Escape.Partial : Escape.None(end);
        }

        char second = (char)Number(low.Slice(slashes + 1, 4), 16);
        return char.IsLowSurrogate(second) ? Escape.Of(char.ConvertToUtf32(high, second), end * 2) : Escape.None(end);
    }

    private static Escape Entity(ReadOnlySpan<byte> text, bool isEnd)
    {
        int at = 1;
        for (int layer = 0; layer < MaxLayers && at < text.Length && text[at] == 'a'; layer++)
        {
            ReadOnlySpan<byte> there = text.Slice(at, Math.Min(Amp.Length, text.Length - at));
            if (!Amp.StartsWith(there))
            {
                return Escape.None(1);
            }

            at += there.Length;
        }

        if (at == text.Length)
        {
            return Escape.Partial;
        }

        if (text[at] != '#')
        {
            return Escape.None(1);
        }

        bool isHex = ++at < text.Length && text[at] is (byte)'x' or (byte)'X';
        at += isHex ? 1 : 0;
        int digits = 0;
        while (digits < MaxNumber && at + digits < text.Length && HexText.Value(text[at + digits]) is >= 0 and int digit && (isHex || digit < 10))
        {
            digits++;
        }

        int end = at + digits;
        if (end >= text.Length && !isEnd)
        {
            return Escape.Partial;
        }

        // Browsers accept a reference without a semicolon.
        return digits == 0 ? Escape.None(1)
            : Escape.Of(Number(text[at..end], isHex ? 16 : 10), end + (end < text.Length && text[end] == ';' ? 1 : 0));
    }

    private static int Number(ReadOnlySpan<byte> digits, int radix)
    {
        long number = 0;
        foreach (byte digit in digits)
        {
            number = (number * radix) + HexText.Value(digit);
        }

        return (int)Math.Min(number, int.MaxValue);
    }
}
