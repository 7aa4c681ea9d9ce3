using System.Buffers;
using BenchmarkDotNet.Attributes;
using BotBottle.Core.Http1;

namespace BotBottle.Bench.Http1;

/// <summary>Parses one response head of a provider, about 800 bytes, into a reused instance, and reads its framing.</summary>
[MemoryDiagnoser]
public class ResponseHeadBenchmarks
{
    private static readonly ResponseHeadParser Parser = new(HeadLimits.Response);
    private readonly ResponseHead _head = new();
    private ReadOnlySequence<byte> _whole;

    /// <summary>Builds the head, and checks that it is read.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _whole = new ReadOnlySequence<byte>(Wires.ProviderResponse());
        if (ParseWithFraming().Kind != FramingKind.Chunked)
        {
            throw new InvalidOperationException($"the head is refused: {_head.Rejection}");
        }
    }

    [Benchmark]
    public MessageFraming ParseWithFraming()
    {
        _head.Reset();
        Parser.Parse(_whole, _head, out _, out _);
        MessageFraming.OfResponse(_head, RequestMethod.Post, out var framing);
        return framing;
    }
}
