using System.Buffers.Binary;
using System.Text;

namespace BotBottle.Fuzz.References;

/// <summary>AWS event streams from all of their bytes, message by message.</summary>
internal static class ReferenceAwsEvents
{
    /// <summary>The messages before the first fault, one text each; then the state at the end: <c>boundary</c>, <c>within</c> or <c>broken</c>.</summary>
    public static IReadOnlyList<string> Of(byte[] stream)
    {
        List<string> messages = [];
        int at = 0;
        while (at < stream.Length)
        {
            ReadOnlySpan<byte> rest = stream.AsSpan(at);
            if (rest.Length < 12)
            {
                return [.. messages, "within"];
            }

            long total = BinaryPrimitives.ReadUInt32BigEndian(rest);
            long headers = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
            if (AwsEventWire.Crc(rest[..8]) != BinaryPrimitives.ReadUInt32BigEndian(rest[8..]) || total < 16 || total > 16 << 20 || headers > 4096
                || headers > total - 16)
            {
                return [.. messages, "broken"];
            }

            if (rest.Length < 12 + headers)
            {
                return [.. messages, "within"];
            }

            if (Head(rest.Slice(12, (int)headers)) is not { } head)
            {
                return [.. messages, "broken"];
            }

            if (rest.Length < total)
            {
                return [.. messages, "within"];
            }

            if (AwsEventWire.Crc(rest[..(int)(total - 4)]) != BinaryPrimitives.ReadUInt32BigEndian(rest[(int)(total - 4)..]))
            {
                return [.. messages, "broken"];
            }

            messages.Add($"{head}: {Encoding.Latin1.GetString(rest[(int)(12 + headers)..(int)(total - 4)])}");
            at += (int)total;
        }

        return [.. messages, "boundary"];
    }

    private static string? Head(ReadOnlySpan<byte> bytes)
    {
        Dictionary<string, string> known = [];
        string[] names = [":message-type", ":event-type", ":exception-type", ":error-code", ":content-type"];
        try
        {
            for (int at = 0; at < bytes.Length;)
            {
                int length = bytes[at++];
                string name = Encoding.Latin1.GetString(bytes.Slice(at, length));
                at += length;
                int type = bytes[at++];
                int size = type switch
                {
                    0 or 1 => 0,
                    2 => 1,
                    3 => 2,
                    4 => 4,
                    5 or 8 => 8,
                    9 => 16,
                    6 or 7 => BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(at, 2)),
                    _ => throw new ArgumentOutOfRangeException(nameof(bytes)),
                };
                at += type is 6 or 7 ? 2 : 0;
                string value = Encoding.Latin1.GetString(bytes.Slice(at, size));
                at += size;
                if (length == 0 || (names.Contains(name) && (type != 7 || !known.TryAdd(name, value))))
                {
                    return null;
                }
            }
        }
        catch (Exception beyond) when (beyond is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }

        string? kind = known.GetValueOrDefault(":message-type");
        string? called = known.GetValueOrDefault(kind switch { "event" => ":event-type", "exception" => ":exception-type", _ => ":error-code" });
        string content = known.GetValueOrDefault(":content-type", "");
        bool isJson = content.Length == 0 || content.StartsWith("application/json", StringComparison.Ordinal);
        return kind is not ("event" or "exception" or "error") || string.IsNullOrEmpty(called) ? null : $"{kind} {called}{(isJson ? "" : ", no JSON")}";
    }
}
