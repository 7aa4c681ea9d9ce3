using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace BotBottle.Core.Yaml;

/// <summary>
/// Refuses configuration text that a person does not see as our reader reads it. YAML 1.1 ends a line at U+0085, U+2028 and U+2029, where editors and git show
/// one line. A bidirectional control shows characters in another order than the file's (CVE-2021-42574). A control character is invisible or moves the cursor.
/// Comments are checked too, because a reviewer reads them.
/// </summary>
public static class VisibleText
{
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Decodes a file, which must be UTF-8.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="ConfigurationException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string file)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        // Searches the bytes: the file itself may hold replacement characters before the first invalid byte.
        int valid = FirstInvalid(bytes);
        string before = Encoding.UTF8.GetString(bytes[..valid]);
        throw new ConfigurationException(
            MarkAt(before, before.Length, file), string.Create(
                CultureInfo.InvariantCulture, $"the byte 0x{bytes[valid]:X2} is not UTF-8: save the file as UTF-8"));
    }

    /// <summary>Refuses a text with invisible or misleading characters.</summary>
    /// <param name="text">The file's text; one byte-order mark may lead it.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="ConfigurationException">The text holds one; the message names place and character.</exception>
    public static void Require(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int i = text.StartsWith(ByteOrderMark) ? 1 : 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= ' ' and <= '~' or '\n' or '\t' || c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
            {
                continue;
            }

            bool pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            int scalar = pair ? char.ConvertToUtf32(c, text[i + 1]) : c;
            if (Fault(scalar) is { } fault)
            {
                throw new ConfigurationException(
                    MarkAt(text, i, file), string.Create(CultureInfo.InvariantCulture, $"the character U+{scalar:X4} is not allowed: {fault}"));
            }

            i += pair ? 1 : 0;
        }
    }

    /// <summary>Refuses a key with an invisible character, because it looks like another key.</summary>
    /// <exception cref="ConfigurationException">The key holds one.</exception>
    internal static void RequireKey(YamlScalar key)
    {
        foreach (Rune rune in key.Text.EnumerateRunes())
        {
            if (IsInvisible(rune))
            {
                throw new ConfigurationException(
                    key.Mark, string.Create(
                        CultureInfo.InvariantCulture, $"the key holds the character U+{rune.Value:X4}, which does not show: write the key without it"));
            }
        }
    }

    /// <summary>The text without a leading byte-order mark.</summary>
    internal static string WithoutMark(string text) => text.StartsWith(ByteOrderMark) ? text[1..] : text;

    private static string? Fault(int scalar) => scalar switch
    {
        '\r' => "it ends a line for YAML and not for every editor; end lines with LF or CRLF",
        0x85 or 0x2028 or 0x2029 => "it ends a line for YAML, where editors and git show one line; in double quotes write it as an escape",
        < 0x20 or (>= 0x7F and < 0xA0) => "control characters do not show; in double quotes write it as an escape",
        >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 => "it shows the text in another order than it is read in",
        ByteOrderMark => "a byte-order mark may only begin the file",
        >= 0xD800 and <= 0xDFFF => "half of a surrogate pair is no text",
        >= 0xE0000 and <= 0xE0FFF => "tag characters and their like do not show, and agents read them",
        _ when (scalar & 0xFFFE) == 0xFFFE => "it is no character",
        _ => null,
    };

    // Format characters and Unicode's other default-ignorable ones: fillers, joiners, variation selectors.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
            or (>= 0xE0000 and <= 0xE0FFF);

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static YamlMark MarkAt(string text, int index, string file)
    {
        ReadOnlySpan<char> before = text.AsSpan(text.StartsWith(ByteOrderMark) ? 1 : 0, Math.Max(0, index - (text.StartsWith(ByteOrderMark) ? 1 : 0)));
        return new YamlMark(file, before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }
}
