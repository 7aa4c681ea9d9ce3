using System.Buffers.Binary;
using System.Text.Unicode;

namespace BotBottle.Core.WebSocket;

/// <summary>The payload of a close frame: empty, or a code and a reason (RFC 6455 section 5.5.1).</summary>
public static class ClosePayload
{
    /// <summary>Checks a payload.</summary>
    public static FrameFault Check(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return FrameFault.None;
        }

        if (payload.Length == 1 || !CloseCode.MaySend(BinaryPrimitives.ReadUInt16BigEndian(payload)))
        {
            return FrameFault.InvalidClose;
        }

        return Utf8.IsValid(payload[2..]) ? FrameFault.None : FrameFault.InvalidText;
    }

    /// <summary>The code of a valid payload; null for none.</summary>
    public static int? CodeOf(ReadOnlySpan<byte> payload) => payload.Length < 2 ? null : BinaryPrimitives.ReadUInt16BigEndian(payload);

    /// <summary>Creates a payload; a long reason is cut after the last whole character that fits.</summary>
    public static byte[] Of(int code, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Span<byte> payload = stackalloc byte[FrameLimits.Control];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Utf8.FromUtf16(reason, payload[2..], out _, out int written);
        return payload[..(2 + written)].ToArray();
    }
}
