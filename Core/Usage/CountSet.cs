using System.Runtime.CompilerServices;

using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// The counts of one usage object as they stand on the wire. Each field is absent until it is present as a number: null never zeroes what an earlier
/// object said.
/// </summary>
internal struct CountSet
{
    /// <summary>No true count is larger; above it the provider's figures are taken for absurd.</summary>
    public const long Max = 1L << 40;

    /// <summary>How many fields there can be.</summary>
    public const int Fields = 8;

    private Values _values;
    private byte _present;

    /// <summary>Whether no field is present.</summary>
    public readonly bool IsEmpty => _present == 0;

    /// <summary>The value of a field, or 0.</summary>
    public readonly long this[int field] => _values[field];

    /// <summary>Whether a field is present.</summary>
    public readonly bool Has(int field) => (_present & (1 << field)) != 0;

    /// <summary>Takes a field from the wire. Returns false if it is no count: negative, a fraction, or above <see cref="Max"/>.</summary>
    public bool TrySet(int field, ReadOnlySpan<byte> digits)
    {
        if (!JsonNumbers.TryCount(digits, Max, out long value))
        {
            return false;
        }

        Set(field, value);
        return true;
    }

    /// <summary>Sets a field.</summary>
    public void Set(int field, long value)
    {
        _values[field] = value;
        _present |= (byte)(1 << field);
    }

    /// <summary>Replaces every field that the later object has.</summary>
    public void Overlay(in CountSet later)
    {
        for (int field = 0; field < Fields; field++)
        {
            if (later.Has(field))
            {
                Set(field, later[field]);
            }
        }
    }

    [InlineArray(Fields)]
    private struct Values
    {
        private long _first;
    }
}
