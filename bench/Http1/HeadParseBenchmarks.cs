using System.Buffers;
using BenchmarkDotNet.Attributes;
using BotBottle.Core.Http1;

namespace BotBottle.Bench.Http1;

/// <summary>Parses one request head of the size that agents send into a reused instance, as the proxy does once per request.</summary>
[MemoryDiagnoser]
public class HeadParseBenchmarks
{
    private static readonly RequestHeadParser Parser = new(HeadLimits.Request);
    private readonly RequestHead _head = new();
    private ReadOnlySequence<byte> _whole;
    private ReadOnlySequence<byte> _segments;

    /// <summary>Builds the head, whole and in segments of 64 bytes, and checks that both parse.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var wire = Wires.AgentRequest();
        _whole = new ReadOnlySequence<byte>(wire);
        _segments = Wires.InSegments(wire, 64);
        if (Parse(_whole) != ParseStatus.Done || Parse(_segments) != ParseStatus.Done)
        {
            throw new InvalidOperationException($"the head is refused: {_head.Rejection}");
        }
    }

    [Benchmark(Baseline = true)]
    public ParseStatus Whole() => Parse(_whole);

    [Benchmark]
    public ParseStatus Segments() => Parse(_segments);

    [Benchmark]
    public RejectionReason WholeWithFramingAndPath()
    {
        Parse(_whole);
        MessageFraming.OfRequest(_head, out _);
        return CanonicalPath.Of(_head, out _);
    }

    private ParseStatus Parse(in ReadOnlySequence<byte> wire)
    {
        _head.Reset();
        return Parser.Parse(wire, _head, out _, out _);
    }
}
