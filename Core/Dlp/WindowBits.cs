using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Dlp;

/// <summary>A <see cref="WindowBitmap"/> for one loop, by the highest bits of a multiplicative hash.</summary>
/// <param name="bits">32 bits an element, as many as the hash has values.</param>
/// <param name="shift">How many of the product's bits do not count.</param>
internal readonly ref struct WindowBits(uint[] bits, int shift)
{
    /// <summary>2^32 divided by the golden ratio.</summary>
    public const uint Multiplier = 0x9E3779B1;

    private readonly ref uint _bits = ref MemoryMarshal.GetArrayDataReference(bits);
    private readonly int _shift = shift;

    /// <summary>The first place in [from, to), in strides, at which a window may be in the table; <paramref name="to"/> or a little more if there is none.</summary>
    /// <param name="text">The text, to which four bytes more than <paramref name="to"/> less one belong.</param>
    /// <param name="from">The first place.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="stride">How far apart places are.</param>
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
