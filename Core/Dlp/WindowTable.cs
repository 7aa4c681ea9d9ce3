using System.Numerics;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Which four-byte windows stand in what is looked for: a bitmap over their hashes, which says no in a nanosecond, and the exact table behind it.
/// </summary>
internal sealed class WindowTable
{
    /// <summary>Of the slots; another one than the bitmap's, or what gets through that would meet in the same slots.</summary>
    public const uint Multiplier = 0x85EBCA77;

    private readonly WindowBitmap _bitmap;
    private readonly (uint Window, int From, int Count)[] _slots;
    private readonly int[] _payloads;
    private readonly int _slotShift;

    /// <summary>Prepares a table.</summary>
    /// <param name="entries">Windows, little-endian, and what each stands for.</param>
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

    /// <summary>The bitmap, for a loop to keep at hand.</summary>
    public WindowBits Bits => _bitmap.Bits;

    /// <summary>What a window stands for; empty where it is none.</summary>
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

    // The highest bits of the product: only they depend on all four bytes.
    private int Slot(uint window) => (int)((window * Multiplier) >> _slotShift);
}
