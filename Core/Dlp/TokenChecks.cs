namespace BotBottle.Core.Dlp;

/// <summary>The checksums and structures of formats that have them.</summary>
internal static class TokenChecks
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int GitHubRandom = 30;
    private const int GitHubChecksum = 6;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value =>
        Enumerable.Range(0, 8).Aggregate((uint)value, (crc, _) => (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)))))];

    /// <summary>GitHub: 30 random characters, then CRC-32 of them in base 62, six digits (github.blog, "Behind GitHub's new authentication token formats").</summary>
    public static bool GitHub(ReadOnlySpan<byte> body)
    {
        uint checksum = Crc32(body[..GitHubRandom]);
        for (int i = GitHubRandom + GitHubChecksum - 1; i >= GitHubRandom; i--, checksum /= 62)
        {
            if (body[i] != Base62[(int)(checksum % 62)])
            {
                return false;
            }
        }

        return checksum == 0;
    }

    /// <summary>A check that a certain byte stands at a certain place.</summary>
    public static TokenCheck At(int index, char expected) => body => body[index] == expected;

    /// <summary>A UUID: hex digits with dashes at the four places.</summary>
    public static bool Uuid(ReadOnlySpan<byte> body)
    {
        for (int i = 0; i < 36; i++)
        {
            if (body[i] == '-' != i is 8 or 13 or 18 or 23)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Letters and digits mixed, as chance mixes them: no word and no number.</summary>
    public static bool Mixed(ReadOnlySpan<byte> body) => Holds(body, 3, '0', '9') && HoldsLetters(body, 3);

    /// <summary>As <see cref="Mixed"/>, with capitals and small letters.</summary>
    public static bool MixedCase(ReadOnlySpan<byte> body) => Holds(body, 2, '0', '9') && Holds(body, 2, 'A', 'Z') && Holds(body, 2, 'a', 'z');

    /// <summary>Whether a Base64url text is a JOSE header (RFC 7515 section 4.1: "alg" is required).</summary>
    public static bool JoseHeader(ReadOnlySpan<byte> header)
    {
        Span<byte> decoded = stackalloc byte[Base64Text.DecodedBytes(header.Length)];
        int length = Base64Text.Decode(header, decoded, out _);
        return decoded[..length].IndexOf("\"alg\""u8) > 0;
    }

    /// <summary>CRC-32 as in ISO 3309.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = (crc >> 8) ^ CrcTable[(byte)(crc ^ value)];
        }

        return ~crc;
    }

    // Agents choose how often it is asked: by whole vectors, and no further than is needed.
    private static bool Holds(ReadOnlySpan<byte> body, int least, char first, char last)
    {
        for (; least > 0; least--)
        {
            int at = body.IndexOfAnyInRange((byte)first, (byte)last);
            if (at < 0)
            {
                return false;
            }

            body = body[(at + 1)..];
        }

        return true;
    }

    private static bool HoldsLetters(ReadOnlySpan<byte> body, int least)
    {
        for (int i = 0; i < body.Length && least > 0; i++)
        {
            least -= char.IsAsciiLetter((char)body[i]) ? 1 : 0;
        }

        return least == 0;
    }
}
