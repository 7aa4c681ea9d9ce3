using System.Buffers;
using BotBottle.Bench.Http1;
using BotBottle.Core.WebSocket;

namespace BotBottle.Bench.WebSockets;

/// <summary>Builds frames as in a pipe, and reads all of them.</summary>
internal static class Frames
{
    private const uint Key = 0x78563412;

    /// <summary>One text message per payload, each one frame, masked if a client sends it; in segments of 4 KiB.</summary>
    public static ReadOnlySequence<byte> Of(WebSocketSide sender, IEnumerable<byte[]> payloads)
    {
        ArrayBufferWriter<byte> wire = new();
        uint? mask = sender == WebSocketSide.Client ? Key : null;
        foreach (byte[] payload in payloads)
        {
            wire.Advance(new FrameHeader(WebSocketOpcode.Text, IsFinal: true, payload.Length, mask).Write(wire.GetSpan(FrameHeader.MaxSize)));
            Span<byte> data = wire.GetSpan(payload.Length)[..payload.Length];
            payload.CopyTo(data);
            FrameMask.Apply(data, mask ?? 0, 0);
            wire.Advance(data.Length);
        }

        return Wires.InSegments(wire.WrittenSpan.ToArray(), 4096);
    }
}
