namespace BotBottle.Core.Dlp;

/// <summary>The checksums and structures of formats that have them.</summary>
internal static class TokenChecks
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int GitHubRandom = 30;
    private const int GitHubChecksum = 6;

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
    public static bool Mixed(ReadOnlySpan<byte> body) => Count(body, char.IsAsciiDigit) >= 3 && Count(body, char.IsAsciiLetter) >= 3;

    /// <summary>As <see cref="Mixed"/>, with capitals and small letters.</summary>
    public static bool MixedCase(ReadOnlySpan<byte> body) =>
        Count(body, char.IsAsciiDigit) >= 2 && Count(body, char.IsAsciiLetterUpper) >= 2 && Count(body, char.IsAsciiLetterLower) >= 2;

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
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    private static int Count(ReadOnlySpan<byte> body, Func<char, bool> isCounted)
    {
        int count = 0;
        foreach (byte value in body)
        {
            count += isCounted((char)value) ? 1 : 0;
        }

        return count;
    }
}
