using System.Net;
using System.Text;

namespace BotBottle.Core.Tests.Core.Dlp;

/// <summary>The encodings of a value that a receiver can decode.</summary>
internal static class Encodings
{
    /// <summary>The encodings of tokens and known secrets.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Of(string value)
    {
        byte[] raw = Encoding.UTF8.GetBytes(value);
        yield return ("as it is", raw);
        for (int before = 0; before < 4; before++)
        {
            string base64 = Convert.ToBase64String([.. "(\"'="u8[..before], .. raw, .. "\"--"u8[..before]]);
            yield return ($"Base64 behind {before}", Latin1(base64));
            yield return ($"Base64url behind {before}", Latin1(base64.Replace('+', '-').Replace('/', '_').TrimEnd('=')));
        }

        yield return ("hex", Latin1(Convert.ToHexString(raw)));
        yield return ("hex in small letters", Latin1(Convert.ToHexStringLower(raw)));
        yield return ("percent", Each(raw, b => $"%{b:X2}"));
        yield return ("percent in small letters", Each(raw, b => $"%{b:x2}"));
        yield return ("percent, reserved alone", Latin1(Uri.EscapeDataString(value)));
        yield return ("percent, twice", Each(raw, b => $"%25{b:X2}"));
        yield return ("percent, five times", Each(raw, b => $"%25252525{b:X2}"));
        yield return ("JSON", Each(raw, b => $"\\u{(int)b:x4}"));
        yield return ("JSON in capitals", Each(raw, b => $"\\u{(int)b:X4}"));
        yield return ("JSON in JSON", Each(raw, b => $"\\\\u{(int)b:X4}"));
        yield return ("\\x", Each(raw, b => $"\\x{b:x2}"));
        yield return ("HTML, decimal", Each(raw, b => $"&#{(int)b};"));
        yield return ("HTML, hex", Each(raw, b => $"&#x{b:x};"));
        yield return ("HTML, twice", Each(raw, b => $"&amp;#x{b:X};"));
        yield return ("HTML, named", Latin1(WebUtility.HtmlEncode(value)));
        yield return ("every third escaped", Mixed(raw));
        yield return ("UTF-16", Encoding.Unicode.GetBytes(value));
        yield return ("UTF-16, big-endian", Encoding.BigEndianUnicode.GetBytes(value));
        yield return ("zero-width between", Encoding.UTF8.GetBytes(string.Join('\u200B', value.ToCharArray())));
        yield return ("zero-width between, in JSON", Latin1(string.Join("\\u200b", value.ToCharArray())));
        yield return ("soft hyphen between", Encoding.UTF8.GetBytes(string.Join('\u00AD', value.ToCharArray())));
        yield return ("fullwidth", Encoding.UTF8.GetBytes(string.Concat(value.Select(c => c > ' ' && c < 0x7F ? (char)(c + 0xFEE0) : c))));
    }

    /// <summary>The encodings of known secrets only.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> OfSecret(string value)
    {
        byte[] raw = Encoding.UTF8.GetBytes(value);
        yield return ("reversed", [.. raw.Reverse()]);
        for (int before = 0; before < 5; before++)
        {
            yield return ($"base32 behind {before}", Latin1(Base32([.. "abcde"u8[..before], .. raw, .. "xyz"u8])));
        }

        yield return ("JSON's short escapes", Latin1(
            value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("/", "\\/", StringComparison.Ordinal)));
    }

    private static string Base32(byte[] bytes)
    {
        string bits = string.Concat(bytes.Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        return string.Concat(
            bits.PadRight((bits.Length + 4) / 5 * 5, '0').Chunk(5).Select(digit => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Convert.ToInt32(new string(digit), 2)]));
    }

    private static byte[] Mixed(byte[] raw) =>
        Latin1(string.Concat(raw.Select((b, i) => i % 9 == 0 ? $"%{b:x2}" : i % 9 == 3 ? $"\\u{(int)b:x4}" : i % 9 == 6 ? $"&#{(int)b};" : $"{(char)b}")));

    private static byte[] Each(byte[] raw, Func<byte, string> escape) => Latin1(string.Concat(raw.Select(escape)));

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
