using System.Buffers.Binary;

namespace BotBottle.Core.Scan;

/// <summary>
/// The checksum CRC-32 of IEEE 802.3 (reflected polynomial 0xEDB88320), as AWS event streams and ZIP use it. The base library offers only the polynomial of
/// Castagnoli.
/// </summary>
internal static class Crc32
{
    /// <summary>The value before the first byte.</summary>
    public const uint Start = uint.MaxValue;

    private const int Slices = 8;

    // Table n has the effect of a byte that n further bytes follow, so that eight bytes need no loop over each other's result.
    private static readonly uint[] Tables = MakeTables();

    /// <summary>Adds bytes to a running value.</summary>
    public static uint Add(uint running, ReadOnlySpan<byte> bytes)
    {
        uint[] tables = Tables;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ running;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            running = tables[(7 << 8) | (int)(low & 0xFF)] ^ tables[(6 << 8) | (int)((low >> 8) & 0xFF)]
                ^ tables[(5 << 8) | (int)((low >> 16) & 0xFF)] ^ tables[(4 << 8) | (int)(low >> 24)]
                ^ tables[(3 << 8) | (int)(high & 0xFF)] ^ tables[(2 << 8) | (int)((high >> 8) & 0xFF)]
                ^ tables[(1 << 8) | (int)((high >> 16) & 0xFF)] ^ tables[(int)(high >> 24)];
        }

        foreach (byte one in bytes)
        {
            running = tables[(running ^ one) & 0xFF] ^ (running >> 8);
        }

        return running;
    }

    /// <summary>The checksum of all bytes that were added.</summary>
    public static uint End(uint running) => ~running;

    private static uint[] MakeTables()
    {
        const uint polynomial = 0xEDB88320;
        uint[] tables = new uint[Slices << 8];
        for (uint value = 0; value < 256; value++)
        {
            uint entry = value;
            for (int bit = 0; bit < 8; bit++)
            {
                entry = (entry >> 1) ^ ((entry & 1) * polynomial);
            }

            tables[value] = entry;
        }

        for (int at = 256; at < tables.Length; at++)
        {
            uint before = tables[at - 256];
            tables[at] = tables[before & 0xFF] ^ (before >> 8);
        }

        return tables;
    }
}
