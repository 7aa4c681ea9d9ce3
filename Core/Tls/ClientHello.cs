using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BotBottle.Core.Tls;

/// <summary>
/// Finds the server name (RFC 6066 §3) and the application protocols (RFC 7301 §3.1) in a ClientHello (RFC 8446 §4.1.2) over any number of records and reads.
/// Post-quantum key shares push the name beyond the first kilobyte or two, so no buffer has a fixed small size; <see cref="MaxLength"/> is the bound. The bytes
/// are not consumed: the TLS stack gets them afterwards. SslStream searches only the first record for the name, so a hello in small records would hide it there
/// (measured on .NET 10).
/// </summary>
public static class ClientHello
{
    /// <summary>Maximum number of wire bytes that are read.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Maximum number of records of a hello. One with a post-quantum key share still fits if each record carries one byte.</summary>
    public const int MaxRecords = 2048;

    /// <summary>The first byte of every TLS record that carries a handshake.</summary>
    public const byte HandshakeRecord = 0x16;

    private const int RecordHeader = 5;
    private const int MaxRecord = 16 * 1024;
    private const int MessageHeader = 4;
    private const byte ClientHelloMessage = 1;
    private const int ServerNameExtension = 0;
    private const int ProtocolsExtension = 16;

    /// <summary>Reads the bytes so far. <paramref name="facts"/> are valid for the status <see cref="ClientHelloStatus.Found"/>.</summary>
    public static ClientHelloStatus Read(in ReadOnlySequence<byte> wire, out ClientHelloFacts facts) => Read(wire, out facts, out _);

    /// <summary>Reads the bytes so far, and tells when to read again, so that a client that sends single bytes does not cause a new parse for each.</summary>
    /// <param name="wire">All bytes so far.</param>
    /// <param name="facts">The facts, valid for the status <see cref="ClientHelloStatus.Found"/>.</param>
    /// <param name="needed">With <see cref="ClientHelloStatus.NeedMore"/>, the length of <paramref name="wire"/> below which the message is incomplete.</param>
    public static ClientHelloStatus Read(in ReadOnlySequence<byte> wire, out ClientHelloFacts facts, out int needed)
    {
        facts = default;
        needed = 0;
        int length = (int)Math.Min(wire.Length, MaxLength);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length * 2);
        try
        {
            Span<byte> records = bytes.AsSpan(0, length);
            wire.Slice(0, length).CopyTo(records);
            Span<byte> message = bytes.AsSpan(length, length);
            if (!TryJoin(records, ref message, out int recordLeft, out int headerLeft))
            {
                return ClientHelloStatus.Invalid;
            }
            ClientHelloStatus status = ReadMessage(message, out facts);
            needed = length + 1;
            if (status == ClientHelloStatus.NeedMore && message.Length >= MessageHeader)
            {
                // At least the missing part of the message, and the header of another record if this one has too few bytes left.
                int missing = MessageHeader + BodyLength(message) - message.Length;
                needed = length + missing + (missing > recordLeft ? headerLeft : 0);
            }
            return status == ClientHelloStatus.NeedMore && needed > MaxLength ? ClientHelloStatus.Invalid : status;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>
    /// Joins the payloads of the handshake records. The last record may be incomplete: it then lacks <paramref name="recordLeft"/> bytes, and the header of the
    /// next one <paramref name="headerLeft"/>.
    /// </summary>
    private static bool TryJoin(ReadOnlySpan<byte> records, ref Span<byte> message, out int recordLeft, out int headerLeft)
    {
        (recordLeft, headerLeft) = (0, RecordHeader);
        int joined = 0;
        for (int count = 0; !records.IsEmpty; count++)
        {
            // Rejects at the first byte: a client of another protocol may wait for the server, until its time-out.
            if (records[0] != HandshakeRecord || (records.Length > 1 && records[1] != 3) || count == MaxRecords)
            {
                return false;
            }
            if (records.Length < RecordHeader)
            {
                headerLeft = RecordHeader - records.Length;
                break;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(records[3..]);
            if (length is 0 or > MaxRecord)
            {
                return false;
            }
            ReadOnlySpan<byte> payload = records[RecordHeader..];
            payload = payload[..Math.Min(length, payload.Length)];
            payload.CopyTo(message[joined..]);
            joined += payload.Length;
            recordLeft = length - payload.Length;
            if (IsWhole(message[..joined]))
            {
                break;
            }
            records = records[(RecordHeader + payload.Length)..];
        }
        message = message[..joined];
        return true;
    }

    private static bool IsWhole(ReadOnlySpan<byte> message) => message.Length >= MessageHeader && message.Length - MessageHeader >= BodyLength(message);

    private static int BodyLength(ReadOnlySpan<byte> message) => (message[1] << 16) | (message[2] << 8) | message[3];

    private static ClientHelloStatus ReadMessage(ReadOnlySpan<byte> message, out ClientHelloFacts facts)
    {
        facts = new ClientHelloFacts(null, OffersHttp11: true);
        if (message.IsEmpty)
        {
            return ClientHelloStatus.NeedMore;
        }
        if (message[0] != ClientHelloMessage)
        {
            return ClientHelloStatus.Invalid;
        }
        if (!IsWhole(message))
        {
            return ClientHelloStatus.NeedMore;
        }
        ReadOnlySpan<byte> body = message.Slice(MessageHeader, BodyLength(message));
        // legacy_version and random, then session id, cipher suites and compression methods, each after its length.
        if (!Skip(ref body, 34) || !SkipVector(ref body, 1) || !SkipVector(ref body, 2) || !SkipVector(ref body, 1))
        {
            return ClientHelloStatus.Invalid;
        }
        if (body.IsEmpty)
        {
            return ClientHelloStatus.Found;
        }
        return TakeVector(ref body, 2, out ReadOnlySpan<byte> extensions) && ReadExtensions(extensions, ref facts)
            ? ClientHelloStatus.Found
            : ClientHelloStatus.Invalid;
    }

    private static bool ReadExtensions(ReadOnlySpan<byte> extensions, ref ClientHelloFacts facts)
    {
        bool named = false;
        bool offered = false;
        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 4)
            {
                return false;
            }
            int type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!TakeVector(ref extensions, 2, out ReadOnlySpan<byte> data))
            {
                return false;
            }
            if (type == ServerNameExtension)
            {
                if (named || !ReadServerName(data, out string? serverName))
                {
                    return false;
                }
                named = true;
                facts = facts with { ServerName = serverName };
            }
            else if (type == ProtocolsExtension)
            {
                if (offered || !ReadProtocols(data, out bool http11))
                {
                    return false;
                }
                offered = true;
                facts = facts with { OffersHttp11 = http11 };
            }
        }
        return true;
    }

    // One list with exactly one entry of type host_name: RFC 6066 forbids more than one of a type, and no other type exists.
    private static bool ReadServerName(ReadOnlySpan<byte> data, out string? serverName)
    {
        serverName = null;
        if (!TakeVector(ref data, 2, out ReadOnlySpan<byte> list) || !data.IsEmpty || list.IsEmpty || list[0] != 0)
        {
            return false;
        }
        list = list[1..];
        if (!TakeVector(ref list, 2, out ReadOnlySpan<byte> name) || !list.IsEmpty || name.IsEmpty)
        {
            return false;
        }
        serverName = Encoding.Latin1.GetString(name);
        return true;
    }

    private static bool ReadProtocols(ReadOnlySpan<byte> data, out bool http11)
    {
        http11 = false;
        if (!TakeVector(ref data, 2, out ReadOnlySpan<byte> list) || !data.IsEmpty || list.IsEmpty)
        {
            return false;
        }
        while (!list.IsEmpty)
        {
            if (!TakeVector(ref list, 1, out ReadOnlySpan<byte> protocol) || protocol.IsEmpty)
            {
                return false;
            }
            http11 |= protocol.SequenceEqual("http/1.1"u8);
        }
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<byte> from, int length)
    {
        if (from.Length < length)
        {
            return false;
        }
        from = from[length..];
        return true;
    }

    private static bool SkipVector(ref ReadOnlySpan<byte> from, int lengthBytes) => TakeVector(ref from, lengthBytes, out _);

    private static bool TakeVector(ref ReadOnlySpan<byte> from, int lengthBytes, out ReadOnlySpan<byte> vector)
    {
        vector = default;
        if (from.Length < lengthBytes)
        {
            return false;
        }
        int length = lengthBytes == 1 ? from[0] : BinaryPrimitives.ReadUInt16BigEndian(from);
        if (from.Length - lengthBytes < length)
        {
            return false;
        }
        vector = from.Slice(lengthBytes, length);
        from = from[(lengthBytes + length)..];
        return true;
    }
}

/// <summary>The facts of a ClientHello that the proxy uses.</summary>
/// <param name="ServerName">The server name, verbatim (one character per byte); null for none.</param>
/// <param name="OffersHttp11">True if its application protocols include <c>http/1.1</c>, or it names none (RFC 7301 §3.2).</param>
public readonly record struct ClientHelloFacts(string? ServerName, bool OffersHttp11);

/// <summary>Progress of <see cref="ClientHello"/>.</summary>
public enum ClientHelloStatus
{
    /// <summary>The message is incomplete.</summary>
    NeedMore,

    /// <summary>The message is complete, and its server name, if any, is known.</summary>
    Found,

    /// <summary>Not TLS, not a ClientHello, malformed, or too long.</summary>
    Invalid,
}
