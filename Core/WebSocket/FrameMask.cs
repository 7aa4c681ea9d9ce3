using System.Numerics;
using System.Runtime.InteropServices;

namespace BotBottle.Core.WebSocket;

/// <summary>The masking of RFC 6455 section 5.3; masking and unmasking are the same operation.</summary>
public static class FrameMask
{
    /// <summary>Masks bytes in place.</summary>
    /// <param name="bytes">A part of a frame's payload.</param>
    /// <param name="key">The four bytes of the key in memory order, as a little-endian number.</param>
    /// <param name="offset">The offset of the part in the payload.</param>
    public static void Apply(Span<byte> bytes, uint key, long offset)
    {
        uint turned = BitOperations.RotateRight(key, (int)(offset & 3) * 8);
        if (turned == 0)
        {
            return;
        }

        ulong wide = turned | ((ulong)turned << 32);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] ^= BitConverter.IsLittleEndian ? wide : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(wide);
        }

        // After eight bytes the key is at its start again.
        for (int i = words.Length * sizeof(ulong); i < bytes.Length; i++)
        {
            bytes[i] ^= (byte)(turned >> ((i & 3) * 8));
        }
    }
}
