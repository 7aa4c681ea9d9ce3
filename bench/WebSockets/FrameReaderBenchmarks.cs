using System.Buffers;
using BenchmarkDotNet.Attributes;
using BotBottle.Core.WebSocket;

namespace BotBottle.Bench.WebSockets;

/// <summary>Reads and unmasks one MiB of text messages, one frame each, into a buffer of 16 KiB: the time per operation is the time per MiB.</summary>
[MemoryDiagnoser]
public class FrameReaderBenchmarks
{
    private const int ContentBytes = 1 << 20;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly FrameReader _ofClient = new(WebSocketSide.Client, new FrameLimits(ContentBytes, ContentBytes));
    private readonly FrameReader _ofServer = new(WebSocketSide.Server, new FrameLimits(ContentBytes, ContentBytes));
    private ReadOnlySequence<byte> _masked;
    private ReadOnlySequence<byte> _clear;

    /// <summary>The payload of a frame: an event of a stream, a message of a tool, a full buffer.</summary>
    [Params(128, 1024, 16384)]
    public int FrameBytes { get; set; }

    /// <summary>Builds both byte streams, and checks that everything is read from them.</summary>
    [GlobalSetup]
    public void Setup()
    {
        byte[] payload = new byte[FrameBytes];
        payload.AsSpan().Fill((byte)'x');
        byte[][] payloads = [.. Enumerable.Repeat(payload, ContentBytes / FrameBytes)];
        _masked = Frames.Of(WebSocketSide.Client, payloads);
        _clear = Frames.Of(WebSocketSide.Server, payloads);
        if (Client() != ContentBytes || Server() != ContentBytes)
        {
            throw new InvalidOperationException("the messages did not come out whole");
        }
    }

    /// <summary>Masked frames, as a client sends them.</summary>
    [Benchmark]
    public long Client() => Read(_ofClient, _masked);

    [Benchmark]
    public long Server() => Read(_ofServer, _clear);

    private long Read(FrameReader reader, ReadOnlySequence<byte> rest)
    {
        long read = 0;
        while (reader.Read(rest, _buffer, out var consumed, out int written) == FrameStatus.Data)
        {
            read += written;
            rest = rest.Slice(consumed);
        }

        return read;
    }
}
