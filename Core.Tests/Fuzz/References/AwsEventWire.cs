using System.Buffers.Binary;
using System.Text;

namespace BotBottle.Fuzz.References;

/// <summary>Writes AWS event streams for tests, the slow way.</summary>
internal static class AwsEventWire
{
    /// <summary>An event of Bedrock, as the service sends it.</summary>
    public static byte[] Event(string name, string json) =>
        Message(Encoding.UTF8.GetBytes(json), (":event-type", name), (":content-type", "application/json"), (":message-type", "event"));

    /// <summary>An exception of Bedrock.</summary>
    public static byte[] Exception(string name, string json) =>
        Message(Encoding.UTF8.GetBytes(json), (":exception-type", name), (":content-type", "application/json"), (":message-type", "exception"));

    /// <summary>A chunk of InvokeModelWithResponseStream with a document.</summary>
    public static byte[] Chunk(string document) =>
        Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(document))}}","p":"abcdefghijk"}""");

    /// <summary>A message whose headers are all text.</summary>
    public static byte[] Message(byte[] payload, params (string Name, string Value)[] headers) =>
        Message(payload, [.. headers.SelectMany(header => Header(header.Name, 7, [.. Length(header.Value.Length), .. Encoding.UTF8.GetBytes(header.Value)]))]);

    /// <summary>A message with these bytes as headers.</summary>
    public static byte[] Message(byte[] payload, byte[] headers)
    {
        byte[] message = new byte[12 + headers.Length + payload.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), headers.Length);
        headers.CopyTo(message, 12);
        payload.CopyTo(message, 12 + headers.Length);
        return Repair(message);
    }

    /// <summary>A header of any type.</summary>
    public static byte[] Header(string name, byte type, params byte[] value) => [(byte)name.Length, .. Encoding.UTF8.GetBytes(name), type, .. value];

    /// <summary>The same stream with right checksums, as far as its lengths make sense, so that changed bytes reach the parser behind them.</summary>
    public static byte[] Repair(byte[] stream)
    {
        byte[] repaired = [.. stream];
        int at = 0;
        while (repaired.Length - at >= 16)
        {
            uint total = BinaryPrimitives.ReadUInt32BigEndian(repaired.AsSpan(at));
            BinaryPrimitives.WriteUInt32BigEndian(repaired.AsSpan(at + 8), Crc(repaired.AsSpan(at, 8)));
            if (total < 16 || total > repaired.Length - at)
            {
                break;
            }

            int end = at + (int)total - 4;
            BinaryPrimitives.WriteUInt32BigEndian(repaired.AsSpan(end), Crc(repaired.AsSpan(at, end - at)));
            at = end + 4;
        }

        return repaired;
    }

    /// <summary>CRC-32 of IEEE 802.3, bit by bit.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private static byte[] Length(int length) => [(byte)(length >> 8), (byte)length];
}
