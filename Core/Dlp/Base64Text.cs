namespace BotBottle.Core.Dlp;

/// <summary>Base64 in both alphabets, without padding: a view, which never throws.</summary>
internal static class Base64Text
{
    private const byte None = 0xFF;

    private static readonly byte[] Values = MakeValues();

    public static int DecodedBytes(int characters) => characters * 3 / 4;

    public static bool IsDigit(byte character) => Values[character] != None;

    /// <summary>How many digits a text begins with, of so many at most.</summary>
    public static int Run(ReadOnlySpan<byte> text, int most)
    {
        int run = 0;
        most = Math.Min(most, text.Length);
        while (run < most && Values[text[run]] != None)
        {
            run++;
        }

        return run;
    }

    /// <summary>Decodes the digits that a text begins with; what the last ones leave of a byte is dropped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="decoded">Room for three quarters as many bytes.</param>
    /// <param name="there">How many digits there are.</param>
    /// <returns>The bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> decoded, out int there)
    {
        int written = 0;
        int at = 0;
        for (; at <= text.Length - 4; at += 4)
        {
            uint one = Values[text[at]], two = Values[text[at + 1]], three = Values[text[at + 2]], four = Values[text[at + 3]];
            if ((one | two | three | four) == None)
            {
                break;
            }

            uint bits = (one << 18) | (two << 12) | (three << 6) | four;
            decoded[written + 2] = (byte)bits;
            decoded[written + 1] = (byte)(bits >> 8);
            decoded[written] = (byte)(bits >> 16);
            written += 3;
        }

        there = at + Run(text[at..], 4);
        uint last = 0;
        for (int i = at; i < there; i++)
        {
            last |= (uint)Values[text[i]] << (18 - (6 * (i - at)));
        }

        for (int i = 0; i < (there - at) * 6 / 8; i++)
        {
            decoded[written++] = (byte)(last >> (16 - (8 * i)));
        }

        return written;
    }

    private static byte[] MakeValues()
    {
        byte[] values = new byte[256];
        Array.Fill(values, None);
        for (int i = 0; i < 64; i++)
        {
            values["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i]] = (byte)i;
        }

        (values['-'], values['_']) = (62, 63);
        return values;
    }
}
