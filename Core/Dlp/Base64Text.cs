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

    /// <summary>Decodes digits alone; what the last ones leave of a byte is dropped.</summary>
    /// <returns>The bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> digits, Span<byte> decoded)
    {
        int written = 0;
        uint bits = 0;
        int count = 0;
        foreach (byte digit in digits)
        {
            bits = (bits << 6) | (uint)(Values[digit] & 63);
            count += 6;
            if (count >= 8)
            {
                count -= 8;
                decoded[written++] = (byte)(bits >> count);
            }
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
