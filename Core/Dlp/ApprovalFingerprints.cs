using System.Buffers;
using System.Security.Cryptography;

namespace BotBottle.Core.Dlp;

/// <summary>
/// What stands for a secret value wherever a decision about it is kept: HMAC-SHA256 under a key that <c>run</c> makes at launch and that only the run's proxies
/// have. So a decision survives restarts of proxy and controller, whoever reads the database cannot try values against it, and two runs' fingerprints of one value differ.
/// </summary>
/// <param name="key">The run's key, <see cref="KeyLength"/> random bytes (<c>fingerprint_key</c> of the proxy's configuration).</param>
public sealed class ApprovalFingerprints(byte[] key)
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Characters of a fingerprint.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes * 2;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly byte[] _key = key is { Length: KeyLength } ? key : throw new ArgumentException($"a key has {KeyLength} bytes", nameof(key));

    /// <summary>A new key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>The fingerprint of a value: <see cref="Length"/> hexadecimal digits.</summary>
    /// <param name="value">The value itself, decoded: whatever encoding it came in, it is the same secret.</param>
    public string Of(ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, value, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Whether a text has the form of a fingerprint.</summary>
    public static bool IsOne(string? text) => text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Digits);
}
