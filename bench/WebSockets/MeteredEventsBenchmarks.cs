using System.Buffers;
using BenchmarkDotNet.Attributes;
using BotBottle.Bench.Usage;
using BotBottle.Core.Providers;
using BotBottle.Core.Usage;
using BotBottle.Core.WebSocket;

namespace BotBottle.Bench.WebSockets;

/// <summary>
/// Reads one response of the Responses API on a WebSocket, 5,000 events and about 1 MB, as the proxy does: frames, events, the usage of the call. The WebSocket
/// is kept between operations. The allocations are the call's reader and the names in its events, not the events themselves.
/// </summary>
[MemoryDiagnoser]
public class MeteredEventsBenchmarks
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly FrameReader _frames = new(WebSocketSide.Server, new FrameLimits(1 << 20, 1 << 20));
    private readonly ResponsesEventReader _events = new();
    private ReadOnlySequence<byte> _wire;

    [GlobalSetup]
    public void Setup() => _wire = Frames.Of(WebSocketSide.Server, AnswerBytes.ResponsesEvents);

    [Benchmark]
    public long Answer()
    {
        using var call = new UsageReader(CallFormat.OpenAiResponses);
        var rest = _wire;
        while (_frames.Read(rest, _buffer, out var consumed, out int written) == FrameStatus.Data)
        {
            _events.Append(_buffer.AsSpan(0, written));
            if (_frames.EndsMessage)
            {
                _events.EndMessage();
                call.Take(_events);
            }

            rest = rest.Slice(consumed);
        }

        long total = call.Complete(cleanEnd: true).Usage.Total;
        return total == 2909 ? total : throw new InvalidOperationException($"read {total}, not 2909");
    }
}
