namespace BotBottle.Core.Usage;

/// <summary>The fields of an OpenAI usage object, chat or Responses, as indexes of a <see cref="CountSet"/>. The totals include cache and reasoning.</summary>
internal static class InclusiveField
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Total = 2;
    public const int Cached = 3;
    public const int CacheWrite = 4;
    public const int Reasoning = 5;

    /// <summary>DeepSeek's name for the cached part of the prompt.</summary>
    public const int CacheHit = 6;

    /// <summary>Kimi's name for it, outside of the details.</summary>
    public const int CachedOfKimi = 7;

    /// <summary>True if the input is known, from its own figure or from the total.</summary>
    public static bool InputKnown(in CountSet counts) => counts.Has(Input) || (counts.Has(Total) && counts.Has(Output));

    /// <summary>True if the output is known; embeddings have only a prompt and a total.</summary>
    public static bool OutputKnown(in CountSet counts) => counts.Has(Output) || (counts.Has(Total) && counts.Has(Input));

    /// <summary>
    /// The token classes. Fresh input is the input minus cache reads and writes. A server that counts those in addition to its input reports a sum above it,
    /// which is then used. xAI counts reasoning in addition to the output, so its total exceeds input plus output: the excess was billed and counts as output.
    /// </summary>
    public static TokenUsage Resolve(in CountSet counts)
    {
        long input = counts.Has(Input) ? counts[Input] : Math.Max(0, counts[Total] - counts[Output]);
        long output = Math.Max(counts[Output], counts.Has(Total) && InputKnown(counts) ? counts[Total] - input : 0);
        long read = counts.Has(Cached) ? counts[Cached] : counts.Has(CacheHit) ? counts[CacheHit] : counts[CachedOfKimi];
        long write = counts[CacheWrite];
        long fresh = read + write > input ? input : input - read - write;
        return new TokenUsage(fresh, read, write, output, Math.Min(counts[Reasoning], output));
    }
}
