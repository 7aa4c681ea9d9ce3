using System.Numerics;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Maps four-byte windows to their payloads. A bitmap over their hashes rejects unknown windows in a nanosecond; the exact table follows.
/// </summary>
internal sealed class WindowTable
{
    /// <summary>The multiplier for slots. It differs from the bitmap's; otherwise the windows that pass the bitmap would share slots.</summary>
    public const uint Multiplier = 0x85EBCA77;

    private readonly WindowBitmap _bitmap;
    private readonly (uint Window, int From, int Count)[] _slots;
    private readonly int[] _payloads;
    private readonly int _slotShift;

    /// <summary>Builds a table.</summary>
    /// <param name="entries">The windows, little-endian, with their payloads.</param>
    public WindowTable(IEnumerable<(uint Window, int Payload)> entries)
    {
        var groups = entries.Distinct().GroupBy(entry => entry.Window, entry => entry.Payload).ToArray();
        _bitmap = new WindowBitmap([.. groups.Select(group => group.Key)]);
        _slots = new (uint, int, int)[BitOperations.RoundUpToPowerOf2((uint)groups.Length * 4 + 2)];
        _slotShift = 32 - BitOperations.Log2((uint)_slots.Length);
        List<int> payloads = [];
        foreach (var group in groups)
        {
            int slot = Slot(group.Key);
            while (_slots[slot].Count > 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = (group.Key, payloads.Count, group.Count());
            payloads.AddRange(group);
        }

        _payloads = [.. payloads];
    }

    /// <summary>The bitmap, for a loop to keep in registers.</summary>
    public WindowBits Bits => _bitmap.Bits;

    /// <summary>The payloads of a window; empty for an unknown one.</summary>
    public ReadOnlySpan<int> Find(uint window)
    {
        for (int slot = Slot(window); _slots[slot].Count > 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (_slots[slot].Window == window)
            {
                return _payloads.AsSpan(_slots[slot].From, _slots[slot].Count);
            }
        }

        return [];
    }

    // Only the highest bits of the product depend on all four bytes.
    private int Slot(uint window) => (int)((window * Multiplier) >> _slotShift);
}
