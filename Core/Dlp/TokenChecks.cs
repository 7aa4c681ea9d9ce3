using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Dlp;

/// <summary>Checksums and structures of token formats.</summary>
internal static class TokenChecks
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int MixedDigits = 3;
    private const int MixedCaseDigits = 2;
    private const int GitHubRandom = 30;
    private const int GitHubChecksum = 6;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value =>
        Enumerable.Range(0, 8).Aggregate((uint)value, (crc, _) => (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)))))];

    /// <summary>
    /// GitHub: 30 random characters, then their CRC-32 in base 62, six digits (github.blog, "Behind GitHub's new authentication token formats").
    /// </summary>
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

    /// <summary>Letters and digits mixed as in random text, not a word or a number.</summary>
    public static bool Mixed(ReadOnlySpan<byte> body) => Count(body, '0', '9') >= MixedDigits && Count(body, 'A', 'Z') + Count(body, 'a', 'z') >= 3;

    /// <summary>As <see cref="Mixed"/>, with capitals and small letters.</summary>
    public static bool MixedCase(ReadOnlySpan<byte> body) =>
        Count(body, '0', '9') >= MixedCaseDigits && Count(body, 'A', 'Z') >= 2 && Count(body, 'a', 'z') >= 2;

    /// <summary>The minimum number of digits that a check requires.</summary>
    public static int LeastDigits(TokenCheck? check) => check == Mixed ? MixedDigits : check == MixedCase ? MixedCaseDigits : 0;

    /// <summary>A bit for each of 32 bytes that is a digit.</summary>
    /// <param name="text">The first byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint DigitsOf(ref byte text) =>
        Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref text) - Vector256.Create((byte)'0'), Vector256.Create((byte)9)).ExtractMostSignificantBits();

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

    // Agents choose how often it runs, so it uses whole vectors, and starts with the digits as the rarest class. A body has at least 16 bytes.
    private static int Count(ReadOnlySpan<byte> body, char first, char last)
    {
        int count = 0;
        if (body.Length < Vector256<byte>.Count)
        {
            for (int at = 0; at < body.Length; at += Vector128<byte>.Count)
            {
                // The last vector begins earlier; the bits that were already counted are shifted out.
                int from = Math.Min(at, body.Length - Vector128<byte>.Count);
                Vector128<byte> bytes = Vector128.Create(body[from..]) - Vector128.Create((byte)first);
                count += BitOperations.PopCount(
                    Vector128.LessThanOrEqual(bytes, Vector128.Create((byte)(last - first))).ExtractMostSignificantBits() >> (at - from));
            }

            return count;
        }

        for (int at = 0; at < body.Length; at += Vector256<byte>.Count)
        {
            int from = Math.Min(at, body.Length - Vector256<byte>.Count);
            Vector256<byte> bytes = Vector256.Create(body[from..]) - Vector256.Create((byte)first);
            count += BitOperations.PopCount(
                Vector256.LessThanOrEqual(bytes, Vector256.Create((byte)(last - first))).ExtractMostSignificantBits() >> (at - from));
        }

        return count;
    }
}
