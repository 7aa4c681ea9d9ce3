using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>
/// The literals that match a known secret: plain, reversed, Base64 of both alphabets at each of its three alignments, base32 at each of its five, hex, JSON's
/// short escapes, HTML's named entities. <see cref="EscapeReader"/> decodes percent-encoding, numeric escapes and UTF-16, so they need no literal. A long
/// secret is cut into pieces, each of which matches alone.
/// </summary>
internal sealed class SecretVariants
{
    /// <summary>The longest piece of a secret in bytes.</summary>
    public const int MaxPiece = 128;

    private const string Base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private SecretVariants(byte[][] literals, int piece) => (Literals, Piece) = (literals, piece);

    /// <summary>Every form, without duplicates.</summary>
    public byte[][] Literals { get; }

    /// <summary>The length of the longest piece in bytes.</summary>
    public int Piece { get; }

    /// <summary>Makes the forms of a value.</summary>
    public static SecretVariants Of(string value)
    {
        byte[] raw = Encoding.UTF8.GetBytes(value);
        int pieces = (raw.Length + MaxPiece - 1) / MaxPiece;
        List<byte[]> literals = [];
        int longest = 0;
        for (int i = 0; i < pieces; i++)
        {
            byte[] piece = raw[(raw.Length * i / pieces)..(raw.Length * (i + 1) / pieces)];
            longest = Math.Max(longest, piece.Length);
            literals.AddRange(Forms(piece));
        }

        return new SecretVariants([.. literals.DistinctBy(Encoding.Latin1.GetString)], longest);
    }

    private static IEnumerable<byte[]> Forms(byte[] raw)
    {
        yield return raw;
        yield return [.. raw.Reverse()];
        yield return Bytes(Convert.ToHexString(raw));
        yield return Bytes(Convert.ToHexStringLower(raw));
        foreach (string text in Base64(raw).Concat(Base32(raw)))
        {
            yield return Bytes(text);
        }

        string characters = Encoding.Latin1.GetString(raw);
        string slashed = characters.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
        string json = slashed.Replace("\"", "\\\"", StringComparison.Ordinal);
        yield return Bytes(slashed); // with quotes and others as numeric escapes
        yield return Bytes(json);
        yield return Bytes(json.Replace("/", "\\/", StringComparison.Ordinal));
        yield return Bytes(json.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
        string html = characters.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
        yield return Bytes(html);
        yield return Bytes(html.Replace("'", "&apos;", StringComparison.Ordinal));
        if (raw.Any(value => value >= 0x80))
        {
            // The lane for escapes decodes only ASCII.
            string text = Encoding.UTF8.GetString(raw);
            yield return Bytes(Uri.EscapeDataString(text));
            yield return Bytes(string.Concat(text.Select(c => c < 0x80 ? $"{c}" : $"\\u{(int)c:x4}")));
            yield return Bytes(string.Concat(text.Select(c => c < 0x80 ? $"{c}" : $"\\u{(int)c:X4}")));
            yield return Encoding.Unicode.GetBytes(text);
            yield return Encoding.BigEndianUnicode.GetBytes(text);
        }
    }

    // After 0, 1 or 2 other bytes. The characters at both ends depend on the neighbours and are left out.
    private static IEnumerable<string> Base64(byte[] raw)
    {
        for (int before = 0; before < 3; before++)
        {
            string text = Convert.ToBase64String([.. new byte[before], .. raw])[((before * 8 + 5) / 6)..((before + raw.Length) * 8 / 6)];
            yield return text;
            yield return text.Replace('+', '-').Replace('/', '_');
        }
    }

    private static IEnumerable<string> Base32(byte[] raw)
    {
        for (int before = 0; before < 5; before++)
        {
            StringBuilder text = new();
            for (int bit = (before * 8 + 4) / 5 * 5; bit + 5 <= (before + raw.Length) * 8; bit += 5)
            {
                int digit = 0;
                for (int i = bit - (before * 8); i < bit - (before * 8) + 5; i++)
                {
                    digit = (digit << 1) | ((raw[i / 8] >> (7 - (i % 8))) & 1);
                }

                text.Append(Base32Digits[digit]);
            }

            yield return text.ToString();
            yield return text.ToString().ToLowerInvariant();
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
