using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Dlp;

/// <summary>Checksums and structures of token formats.</summary>
internal static class TokenChecks
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int ChecksumDigits = 6;
    private const int MixedDigits = 3;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value =>
        Enumerable.Range(0, 8).Aggregate((uint)value, (crc, _) => (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)))))];

    /// <summary>
    /// GitHub and npm: 30 random characters, then their CRC-32 in base 62, six digits (github.blog, "Behind GitHub's new authentication token formats").
    /// </summary>
    public static bool Checksum30(ReadOnlySpan<byte> body) => HasChecksum(body, 30);

    /// <summary>As <see cref="Checksum30"/> after 50 characters: Vercel.</summary>
    public static bool Checksum50(ReadOnlySpan<byte> body) => HasChecksum(body, 50);

    /// <summary>As <see cref="Checksum30"/> after 70 characters: GitHub's refresh tokens.</summary>
    public static bool Checksum70(ReadOnlySpan<byte> body) => HasChecksum(body, 70);

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

    /// <summary>At least one digit, which no word in capitals has.</summary>
    public static bool Digit(ReadOnlySpan<byte> body) => CharacterClasses.Of(body).Digits != 0;

    /// <summary>Both cases and a digit, changing as often as in random text. Words and identifiers have no digit or change less often.</summary>
    public static bool MixedCase(ReadOnlySpan<byte> body)
    {
        CharacterClasses classes = CharacterClasses.Of(body);
        return classes.Capitals != 0 && classes.Smalls != 0 && classes.Digits != 0 && classes.Changes * 5 >= classes.Length * 2;
    }

    /// <summary>As <see cref="MixedCase"/>, with two digits.</summary>
    public static bool MixedCaseDigits(ReadOnlySpan<byte> body) => BitOperations.PopCount(CharacterClasses.Of(body).Digits) >= 2 && MixedCase(body);

    /// <summary>Both cases, changing often enough for random letters, but seldom in names of code. For tokens that may have no digit.</summary>
    public static bool MixedLetters(ReadOnlySpan<byte> body)
    {
        CharacterClasses classes = CharacterClasses.Of(body);
        return classes.Capitals != 0 && classes.Smalls != 0 && classes.Changes * 10 >= classes.Length * 3;
    }

    /// <summary>No <c>EXAMPLE</c> in the body, by which AWS marks the keys of its documentation.</summary>
    public static bool NoExample(ReadOnlySpan<byte> body) => body.IndexOf("EXAMPLE"u8) < 0;

    /// <summary>As <see cref="NoExample"/>, with at least one digit.</summary>
    public static bool DigitNoExample(ReadOnlySpan<byte> body) => Digit(body) && NoExample(body);

    /// <summary>The part of an Authress key that names its account.</summary>
    public static bool AuthressAccount(ReadOnlySpan<byte> body) => body.IndexOf(".acc_"u8) > 0 || body.IndexOf(".acc-"u8) > 0;

    /// <summary>A number of eight or nine digits, then <c>_</c>.</summary>
    public static bool ClickUp(ReadOnlySpan<byte> body) => body.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end && end is 8 or 9 && body[end] == '_';

    /// <summary>The minimum number of digits that a check requires.</summary>
    public static int LeastDigits(TokenCheck? check) =>
        check == Mixed ? MixedDigits : check == MixedCaseDigits ? 2 : check == MixedCase || check == Digit || check == DigitNoExample ? 1 : 0;

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

    private static bool HasChecksum(ReadOnlySpan<byte> body, int length)
    {
        uint checksum = Crc32(body[..length]);
        for (int i = length + ChecksumDigits - 1; i >= length; i--, checksum /= 62)
        {
            if (body[i] != Base62[(int)(checksum % 62)])
            {
                return false;
            }
        }

        return checksum == 0;
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
