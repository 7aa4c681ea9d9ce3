using System.Buffers;
using BenchmarkDotNet.Attributes;
using BotBottle.Core.Http1;

namespace BotBottle.Bench.Http1;

/// <summary>Decodes a chunked body of 1 MiB to slices without a copy: the time per operation is the time per MiB.</summary>
[MemoryDiagnoser]
public class ChunkedDecodeBenchmarks
{
    private const int ContentBytes = 1 << 20;

    private readonly BodyDecoder _decoder = new();
    private ReadOnlySequence<byte> _wire;

    /// <summary>Bytes of data per chunk: an event of a stream, a small write, a full buffer.</summary>
    [Params(128, 4096, 16384)]
    public int ChunkBytes { get; set; }

    /// <summary>Builds the body in segments of 4 KiB, as in a pipe, and checks that all of it is decoded.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _wire = Wires.InSegments(Wires.ChunkedBody(ContentBytes, ChunkBytes), 4096);
        if (Decode() != ContentBytes || !_decoder.IsDone)
        {
            throw new InvalidOperationException("the body did not come out whole");
        }
    }

    [Benchmark]
    public long Decode()
    {
        _decoder.Reset(MessageFraming.Chunked);
        var rest = _wire;
        while (_decoder.Decode(rest, out _, out var consumed) == BodyStatus.Content)
        {
            rest = rest.Slice(consumed);
        }

        return _decoder.BytesSeen;
    }
}
