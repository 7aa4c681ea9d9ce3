using System.Buffers;
using System.Security.Cryptography;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Fingerprints of secret values, stored with every decision about a value: HMAC-SHA256 under a key that <c>run</c> makes at launch and only the run's proxies
/// have. A decision therefore survives restarts of proxy and controller. A reader of the database cannot test values against it, and two runs have different
/// fingerprints of one value.
/// </summary>
/// <param name="key">The run's key, <see cref="KeyLength"/> random bytes (<c>fingerprint_key</c> of the proxy's configuration).</param>
public sealed class ApprovalFingerprints(byte[] key)
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Length of a fingerprint in characters.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes * 2;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly byte[] _key = key is { Length: KeyLength } ? key : throw new ArgumentException($"a key has {KeyLength} bytes", nameof(key));

    /// <summary>Makes a random key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>The fingerprint of a value: <see cref="Length"/> hexadecimal digits.</summary>
    /// <param name="value">The decoded value, so that every encoding of a secret has the same fingerprint.</param>
    public string Of(ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, value, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>True for a text in the form of a fingerprint.</summary>
    public static bool IsOne(string? text) => text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Digits);
}
