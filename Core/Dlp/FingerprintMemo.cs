namespace BotBottle.Core.Dlp;

/// <summary>Caches the fingerprints of the last values found in one text, and whether they are published, so that a repeated value is hashed once.</summary>
/// <param name="detectors">The detectors with the key.</param>
internal sealed class FingerprintMemo(DlpDetectors detectors)
{
    private const int Slots = 32;

    /// <summary>The longest cached value in bytes. Longer ones are PEM keys and the like, of which a text has room for few.</summary>
    private const int MaxValue = 512;

    private readonly (byte[] Value, string Fingerprint, bool IsPublished)[] _slots = new (byte[], string, bool)[Slots];
    private bool _isUsed;

    /// <summary>The fingerprint of a value.</summary>
    public string Of(ReadOnlySpan<byte> value) => Look(value).Fingerprint;

    /// <summary>The fingerprint of a token; null if it is one of <see cref="PublishedKeys"/>.</summary>
    public string? OfUnpublished(ReadOnlySpan<byte> value)
    {
        (string fingerprint, bool isPublished) = Look(value);
        return isPublished ? null : fingerprint;
    }

    /// <summary>Clears the cache, for another text.</summary>
    public void Clear()
    {
        if (_isUsed)
        {
            Array.Clear(_slots);
            _isUsed = false;
        }
    }

    private (string Fingerprint, bool IsPublished) Look(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxValue)
        {
            return (detectors.Fingerprint(value), PublishedKeys.HoldsToken(value));
        }

        HashCode hash = default;
        hash.AddBytes(value);
        ref (byte[]? Value, string? Fingerprint, bool IsPublished) slot = ref _slots[hash.ToHashCode() & (Slots - 1)]!;
        if (slot.Value is null || !value.SequenceEqual(slot.Value))
        {
            slot = (value.ToArray(), detectors.Fingerprint(value), PublishedKeys.HoldsToken(value));
            _isUsed = true;
        }

        return (slot.Fingerprint!, slot.IsPublished);
    }
}
