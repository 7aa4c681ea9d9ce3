namespace BotBottle.Core.Dlp;

/// <summary>Caches the fingerprints of the last values found in one text, so that a repeated value is hashed once.</summary>
/// <param name="detectors">The detectors with the key.</param>
internal sealed class FingerprintMemo(DlpDetectors detectors)
{
    private const int Slots = 32;

    /// <summary>The longest cached value in bytes. Longer ones are PEM keys and the like, of which a text has room for few.</summary>
    private const int MaxValue = 512;

    private readonly (byte[] Value, string Fingerprint)[] _slots = new (byte[], string)[Slots];
    private bool _isUsed;

    /// <summary>The fingerprint of a value.</summary>
    public string Of(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxValue)
        {
            return detectors.Fingerprint(value);
        }

        HashCode hash = default;
        hash.AddBytes(value);
        ref (byte[]? Value, string? Fingerprint) slot = ref _slots[hash.ToHashCode() & (Slots - 1)]!;
        if (slot.Value is null || !value.SequenceEqual(slot.Value))
        {
            slot = (value.ToArray(), detectors.Fingerprint(value));
            _isUsed = true;
        }

        return slot.Fingerprint!;
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
}
