using System.Numerics;

namespace BotBottle.Core.Dlp;

/// <summary>A bitmap over the hashes of four-byte windows, which says in a nanosecond that one is not among them.</summary>
internal sealed class WindowBitmap
{
    private const int BitsForOne = 64;

    private readonly uint[] _bits;
    private readonly int _shift;

    /// <summary>Prepares a bitmap.</summary>
    /// <param name="windows">The windows, little-endian, each once.</param>
    public WindowBitmap(uint[] windows)
    {
        int bits = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)(windows.Length * BitsForOne)), 1 << 13, 1 << 22);
        _bits = new uint[bits / 32];
        _shift = 32 - BitOperations.Log2((uint)bits);
        foreach (uint window in windows)
        {
            uint hash = (window * WindowBits.Multiplier) >> _shift;
            _bits[hash >> 5] |= 1u << (int)(hash & 31);
        }
    }

    /// <summary>For a loop to keep at hand.</summary>
    public WindowBits Bits => new(_bits, _shift);
}
