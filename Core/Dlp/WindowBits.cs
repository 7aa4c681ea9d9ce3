using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Dlp;

/// <summary>A <see cref="WindowBitmap"/> for one loop, indexed by the highest bits of a multiplicative hash.</summary>
/// <param name="bits">The bits, 32 per element, one per value of the hash.</param>
/// <param name="shift">The number of low bits of the product that are dropped.</param>
internal readonly ref struct WindowBits(uint[] bits, int shift)
{
    /// <summary>2^32 divided by the golden ratio.</summary>
    public const uint Multiplier = 0x9E3779B1;

    private readonly ref uint _bits = ref MemoryMarshal.GetArrayDataReference(bits);
    private readonly int _shift = shift;

    /// <summary>True if the window at a place may be in the table.</summary>
    /// <param name="text">The text. It must have three bytes after the place.</param>
    /// <param name="at">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Holds(ref byte text, int at)
    {
        uint hash = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at)) * Multiplier) >> _shift;
        return ((Unsafe.Add(ref _bits, hash >> 5) >> (int)(hash & 31)) & 1) != 0;
    }

    /// <summary>The first place in [from, to), by strides, whose window may be in the table; <paramref name="to"/> or a little more if there is none.</summary>
    /// <param name="text">The text. It must have three bytes after <paramref name="to"/>.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="stride">The distance between places.</param>
    public int Next(ref byte text, int from, int to, int stride)
    {
        ref uint bits = ref _bits;
        int unused = _shift;
        int at = from;
        for (; at < to; at += stride)
        {
            uint hash = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, at)) * Multiplier) >> unused;
            if (((Unsafe.Add(ref bits, hash >> 5) >> (int)(hash & 31)) & 1) != 0)
            {
                break;
            }
        }

        return at;
    }
}
