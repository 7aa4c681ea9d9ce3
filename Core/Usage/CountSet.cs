using System.Runtime.CompilerServices;

using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// The counts of one usage object, as received. A field is absent until it comes as a number: null never clears the figure of an earlier object.
/// </summary>
internal struct CountSet
{
    /// <summary>The largest valid count; a larger figure of a provider is absurd.</summary>
    public const long Max = 1L << 40;

    /// <summary>Maximum number of fields.</summary>
    public const int Fields = 8;

    private Values _values;
    private byte _present;

    /// <summary>True if no field is present.</summary>
    public readonly bool IsEmpty => _present == 0;

    /// <summary>The value of a field; 0 if it is absent.</summary>
    public readonly long this[int field] => _values[field];

    /// <summary>True if a field is present.</summary>
    public readonly bool Has(int field) => (_present & (1 << field)) != 0;

    /// <summary>Reads a field. False if it is no count: negative, a fraction, or above <see cref="Max"/>.</summary>
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

    /// <summary>Makes a field absent.</summary>
    public void Remove(int field)
    {
        _values[field] = 0;
        _present &= (byte)~(1 << field);
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
