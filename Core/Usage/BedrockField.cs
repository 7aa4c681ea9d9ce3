using BotBottle.Core.Http1;

namespace BotBottle.Core.Usage;

/// <summary>The figures that Bedrock itself reports, as indexes of a <see cref="CountSet"/>, under the names of each place.</summary>
internal static class BedrockField
{
    public const int Input = 0;
    public const int Output = 1;
    public const int CacheRead = 2;
    public const int CacheWrite = 3;
    public const int Total = 4;

    /// <summary>The names in Converse's usage object.</summary>
    public static readonly (string Name, int Field)[] OfConverse =
    [
        ("inputTokens", Input), ("outputTokens", Output), ("totalTokens", Total), ("cacheReadInputTokens", CacheRead), ("cacheWriteInputTokens", CacheWrite),
        ("cacheReadInputTokenCount", CacheRead), ("cacheWriteInputTokenCount", CacheWrite),
    ];

    /// <summary>The names in <c>amazon-bedrock-invocationMetrics</c>, which the last event of InvokeModelWithResponseStream has.</summary>
    public static readonly (string Name, int Field)[] OfMetrics =
        [("inputTokenCount", Input), ("outputTokenCount", Output), ("cacheReadInputTokenCount", CacheRead), ("cacheWriteInputTokenCount", CacheWrite)];

    // Observed on InvokeModel's responses, not documented; not for every vendor's models.
    private static readonly (byte[] Name, int Field)[] OfHead =
    [
        ("x-amzn-bedrock-input-token-count"u8.ToArray(), Input), ("x-amzn-bedrock-output-token-count"u8.ToArray(), Output),
        ("x-amzn-bedrock-cache-read-input-token-count"u8.ToArray(), CacheRead), ("x-amzn-bedrock-cache-write-input-token-count"u8.ToArray(), CacheWrite),
    ];

    /// <summary>The figures in a response's head. A field that is no count, or is given twice, is absent.</summary>
    public static CountSet ReadHead(HeaderTable fields)
    {
        CountSet counts = default;
        foreach (var (name, field) in OfHead)
        {
            if (fields.CountOf(name) == 1 && fields.TryGet(name, out ReadOnlySpan<byte> digits))
            {
                counts.TrySet(field, digits);
            }
        }

        return counts;
    }

    /// <summary>
    /// The token classes. The input excludes cache reads and writes. If the total is input and output alone, and the input is large enough, it includes them;
    /// so the classes add up to Bedrock's own total, whatever the model. (OpenAI's models on Bedrock report an input with the cache and a total that has the
    /// cache twice in a stream; they are charged that total.) Any other excess of the total was billed, and counts as output.
    /// </summary>
    public static TokenUsage Resolve(in CountSet counts)
    {
        long cached = counts[CacheRead] + counts[CacheWrite];
        long input = counts[Input];
        bool includes = counts.Has(Total) && counts[Total] == input + counts[Output] && cached <= input;
        long fresh = includes ? input - cached : input;
        long output = Math.Max(counts[Output], counts.Has(Total) && counts.Has(Input) ? counts[Total] - fresh - cached : 0);
        return new TokenUsage(fresh, counts[CacheRead], counts[CacheWrite], output, 0);
    }

    /// <summary>True if the input is known.</summary>
    public static bool InputKnown(in CountSet counts) => counts.Has(Input);

    /// <summary>True if the output is known.</summary>
    public static bool OutputKnown(in CountSet counts) => counts.Has(Output) || (counts.Has(Input) && counts.Has(Total));
}
