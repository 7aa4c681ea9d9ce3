using System.Numerics;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Which four-byte windows stand in what is looked for: a bitmap over their hashes, which says no in a nanosecond, and the exact table behind it.
/// </summary>
internal sealed class WindowTable
{
    private const uint Multiplier = 0x9E3779B1; // 2^32 divided by the golden ratio
    private const int BitsForOne = 32;

    private readonly uint[] _bits;
    private readonly int _shift;
    private readonly Dictionary<uint, (int From, int Count)> _windows;
    private readonly int[] _payloads;

    /// <summary>Prepares a table.</summary>
    /// <param name="entries">Windows, little-endian, and what each stands for.</param>
    public WindowTable(IEnumerable<(uint Window, int Payload)> entries)
    {
        var groups = entries.Distinct().GroupBy(entry => entry.Window, entry => entry.Payload).ToArray();
        int bits = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(groups.Length * BitsForOne)), 1 << 13, 1 << 21);
        _bits = new uint[bits / 32];
        _shift = 32 - BitOperations.Log2((uint)bits);
        _windows = [];
        List<int> payloads = [];
        foreach (var group in groups)
        {
            uint hash = Hash(group.Key);
            _bits[hash >> 5] |= 1u << (int)(hash & 31);
            _windows.Add(group.Key, (payloads.Count, group.Count()));
            payloads.AddRange(group);
        }

        _payloads = [.. payloads];
    }

    /// <summary>Whether a window may be one; a few that are not get through.</summary>
    public bool MayHold(uint window)
    {
        uint hash = Hash(window);
        return ((_bits[hash >> 5] >> (int)(hash & 31)) & 1) != 0;
    }

    /// <summary>What a window stands for; empty where it is none.</summary>
    public ReadOnlySpan<int> Find(uint window) =>
        _windows.TryGetValue(window, out (int From, int Count) range) ? _payloads.AsSpan(range.From, range.Count) : [];

    private uint Hash(uint window) => (window * Multiplier) >> _shift;
}
