using BenchmarkDotNet.Attributes;

using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;

namespace BotBottle.Bench.Usage;

/// <summary>
/// Meters one response of about 1 MB with a new reader, in pieces of 4 KiB. Divide 1 MB by the time for the throughput. The allocations are those of the reader
/// itself, not of the body.
/// </summary>
[MemoryDiagnoser]
public class UsageReaderBenchmarks
{
    private static readonly ContentDecoders Decoders = new(DecodeLimits.Default);

    private byte[] _gzip = [];

    [GlobalSetup]
    public void Setup()
    {
        var buffer = new MemoryStream();
        using (var coder = new System.IO.Compression.GZipStream(buffer, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            coder.Write(AnswerBytes.AnthropicStream);
        }

        _gzip = buffer.ToArray();
    }

    [Benchmark]
    public long Anthropic() => Read(CallFormat.AnthropicMessages, AnswerBytes.AnthropicStream, 23_425);

    [Benchmark]
    public long Chat() => Read(CallFormat.OpenAiChat, AnswerBytes.ChatStream, 5209);

    [Benchmark]
    public long Responses() => Read(CallFormat.OpenAiResponses, AnswerBytes.ResponsesStream, 2909);

    [Benchmark]
    public long AnthropicDocument() => Read(CallFormat.AnthropicMessages, AnswerBytes.AnthropicDocument, 23_425);

    [Benchmark]
    public long ChatDocument() => Read(CallFormat.OpenAiChat, AnswerBytes.ChatDocument, 5209);

    [Benchmark]
    public long AnthropicOfUnknownDialect() => Read(CallFormat.Unknown, AnswerBytes.AnthropicStream, 23_425);

    [Benchmark]
    public long AnthropicGzip() => Read(CallFormat.AnthropicMessages, _gzip, 23_425, ContentCoding.Gzip);

    private static long Read(CallFormat format, byte[] body, long expected, ContentCoding coding = ContentCoding.Identity)
    {
        using var reader = new UsageReader(format, coding, Decoders);
        for (int at = 0; at < body.Length; at += AnswerBytes.Piece)
        {
            reader.Append(body.AsSpan(at, Math.Min(AnswerBytes.Piece, body.Length - at)));
        }

        long total = reader.Complete(cleanEnd: true).Usage.Total;
        return total == expected ? total : throw new InvalidOperationException($"read {total}, not {expected}");
    }
}
