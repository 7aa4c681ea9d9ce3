using System.Text;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>
/// Decodes percent-encoded text as the most lenient reader does. The result is only for comparison with forbidden texts and is never forwarded.
/// </summary>
public static class FormText
{
    /// <summary>The most rounds of decoding; no known reader decodes more often.</summary>
    private const int MostRounds = 4;

    /// <summary>Decodes until nothing changes; invalid encodings stay.</summary>
    /// <param name="text">The text.</param>
    /// <param name="plusIsBlank">True if a plus means a blank, as in forms.</param>
    public static string DecodeFully(string text, bool plusIsBlank)
    {
        ArgumentNullException.ThrowIfNull(text);
        string decoded = plusIsBlank ? text.Replace('+', ' ') : text;
        for (int round = 0; round < MostRounds && decoded.Contains('%', StringComparison.Ordinal); round++)
        {
            decoded = Decode(decoded);
        }

        return decoded;
    }

    /// <summary>Decodes once, one byte per character.</summary>
    public static string Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder decoded = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int high = i + 2 < text.Length && text[i] == '%' ? Digit(text[i + 1]) : -1;
            int low = high < 0 ? -1 : Digit(text[i + 2]);
            if (low < 0)
            {
                decoded.Append(text[i]);
                continue;
            }

            decoded.Append((char)((high << 4) | low));
            i += 2;
        }

        return decoded.ToString();
    }

    private static int Digit(char c) => char.IsAscii(c) ? WireNumber.HexDigit((byte)c) : -1;
}
