using System.Buffers;
using System.Text;
using BotBottle.Core.Tests.Core.Wire;
using BotBottle.Core.WebSocket;

namespace BotBottle.Core.Tests.Core.WebSocket;

/// <summary>Frames as text, and the reader's results as text: the same for every way in which the bytes can arrive.</summary>
internal static class Frames
{
    public const uint Key = 0x78563412;

    public static readonly FrameLimits Limits = new(Frame: 300_000, Message: 400_000);

    /// <summary>A frame, masked with <see cref="Key"/> if a client sends it. The payload has one byte per character.</summary>
    public static byte[] Of(WebSocketSide sender, WebSocketOpcode opcode, string payload, bool final = true)
    {
        byte[] bytes = Splits.Bytes(payload);
        uint? mask = sender == WebSocketSide.Client ? Key : null;
        Span<byte> header = stackalloc byte[FrameHeader.MaxSize];
        int size = new FrameHeader(opcode, final, bytes.Length, mask).Write(header);
        FrameMask.Apply(bytes, mask ?? 0, 0);
        return [.. header[..size], .. bytes];
    }

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>
    /// Reads to the end of what is there: <c>text(…)</c> and <c>binary(…)</c> for messages (without the closing parenthesis where it has not ended),
    /// <c>ping(…)</c>, <c>pong(…)</c>, <c>close(…)</c>, <c>!Fault</c>. A pipe that grows by <paramref name="arrivals"/> is looked at after each.
    /// </summary>
    public static string Read(WebSocketSide sender, IEnumerable<ReadOnlySequence<byte>> arrivals, int into = 64, FrameLimits? limits = null)
    {
        FrameReader reader = new(sender, limits ?? Limits);
        StringBuilder read = new();
        byte[] buffer = new byte[into];
        foreach (ReadOnlySequence<byte> arrival in arrivals)
        {
            ReadOnlySequence<byte> source = arrival;
            FrameStatus status;
            do
            {
                status = reader.Read(source, buffer, out SequencePosition consumed, out int written);
                source = source.Slice(consumed);
                Tell(read, reader, status, buffer.AsSpan(0, written));
            }
            while (status is FrameStatus.Data or FrameStatus.Control);
            if (status is FrameStatus.Rejected or FrameStatus.Closed)
            {
                break;
            }
        }

        return read.ToString();
    }

    /// <summary>The bytes in a pipe that receives one at a time and is emptied as far as the reader consumes.</summary>
    public static string ReadByteByByte(WebSocketSide sender, byte[] wire)
    {
        FrameReader reader = new(sender, Limits);
        StringBuilder read = new();
        byte[] buffer = new byte[64];
        int start = 0;
        for (int end = 1; end <= wire.Length; end++)
        {
            FrameStatus status;
            do
            {
                ReadOnlySequence<byte> source = new(wire, start, end - start);
                status = reader.Read(source, buffer, out SequencePosition consumed, out int written);
                start += (int)source.Slice(0, consumed).Length;
                Tell(read, reader, status, buffer.AsSpan(0, written));
            }
            while (status is FrameStatus.Data or FrameStatus.Control);
            if (status is FrameStatus.Rejected or FrameStatus.Closed)
            {
                break;
            }
        }

        return read.ToString();
    }

    private static void Tell(StringBuilder read, FrameReader reader, FrameStatus status, ReadOnlySpan<byte> data)
    {
        switch (status)
        {
            case FrameStatus.Data:
                read.Append(reader.StartsMessage ? $"{reader.MessageKind.ToString().ToLowerInvariant()}(" : "");
                read.Append(Encoding.Latin1.GetString(data)).Append(reader.EndsMessage ? ")" : "");
                break;
            case FrameStatus.Control:
                read.Append(reader.ControlOpcode.ToString().ToLowerInvariant()).Append('(').Append(Encoding.Latin1.GetString(reader.ControlPayload))
                    .Append(')');
                break;
            case FrameStatus.Rejected:
                read.Append('!').Append(reader.Fault);
                break;
        }
    }
}
