namespace BotBottle.Core.Dlp;

/// <summary>The fingerprints of the values that were found last in one text: one that is sent over and over is hashed once.</summary>
/// <param name="detectors">Whose fingerprints they are.</param>
internal sealed class FingerprintMemo(DlpDetectors detectors)
{
    private const int Slots = 32;

    /// <summary>The most bytes of a value that is kept; longer ones are keys in PEM and the like, of which a text has no room for many.</summary>
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

    /// <summary>Forgets them, for another text.</summary>
    public void Clear()
    {
        if (_isUsed)
        {
            Array.Clear(_slots);
            _isUsed = false;
        }
    }
}
