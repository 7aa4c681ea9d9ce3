using System.Numerics;

namespace BotBottle.Core.Dlp;

/// <summary>A bitmap over the hashes of four-byte windows. It rejects an unknown window in a nanosecond.</summary>
internal sealed class WindowBitmap
{
    private const int BitsForOne = 64;

    private readonly uint[] _bits;
    private readonly int _shift;

    /// <summary>Builds a bitmap.</summary>
    /// <param name="windows">The distinct windows, little-endian.</param>
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

    /// <summary>A copy for a loop to keep in registers.</summary>
    public WindowBits Bits => new(_bits, _shift);
}
