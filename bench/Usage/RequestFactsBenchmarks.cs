using BenchmarkDotNet.Attributes;

using BotBottle.Core.Usage;

namespace BotBottle.Bench.Usage;

/// <summary>Reads the facts of a request with a body of about 200 kB in pieces of 4 KiB.</summary>
[MemoryDiagnoser]
public class RequestFactsBenchmarks
{
    [Benchmark]
    public long Facts()
    {
        using var reader = new RequestFactsReader();
        byte[] body = AnswerBytes.Request;
        for (int at = 0; at < body.Length; at += AnswerBytes.Piece)
        {
            reader.Append(body.AsSpan(at, Math.Min(AnswerBytes.Piece, body.Length - at)));
        }

        var facts = reader.Complete();
        return facts.MaxTokens == 64_000 ? facts.InputEstimate : throw new InvalidOperationException("wrong facts");
    }
}
