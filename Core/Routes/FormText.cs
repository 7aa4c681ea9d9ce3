using System.Text;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>Percent-encoded text as the most generous reader takes it: for comparison with what is forbidden, never for what is forwarded.</summary>
public static class FormText
{
    /// <summary>Who decodes more often than this is not known.</summary>
    private const int MostRounds = 4;

    /// <summary>Decodes until nothing changes; what is not an encoding stays.</summary>
    /// <param name="text">The text.</param>
    /// <param name="plusIsBlank">Whether a plus stands for a blank, as in forms.</param>
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

    /// <summary>Decodes once, a byte to a character.</summary>
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
