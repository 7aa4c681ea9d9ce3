namespace BotBottle.Core.Usage;

/// <summary>The fields of an OpenAI usage object, chat or Responses, as indexes of a <see cref="CountSet"/>. Cache and reasoning are inside the totals.</summary>
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

    /// <summary>Whether the input can be told, from its own figure or from the total.</summary>
    public static bool InputKnown(in CountSet counts) => counts.Has(Input) || (counts.Has(Total) && counts.Has(Output));

    /// <summary>Whether the output can be told; embeddings have a prompt and a total only.</summary>
    public static bool OutputKnown(in CountSet counts) => counts.Has(Output) || (counts.Has(Total) && counts.Has(Input));

    /// <summary>
    /// The classes. Fresh input is the input less what was read from and written to the cache; a server that counts those beside its input gives a
    /// sum above it, and is then taken at its word. xAI counts reasoning beside the output, which shows in a total above input and output
    /// together: whatever a total holds beyond both was billed, so it is output.
    /// </summary>
    public static TokenUsage Resolve(in CountSet counts)
    {
        long input = counts.Has(Input) ? counts[Input] : Math.Max(0, counts[Total] - counts[Output]);
        long output = Math.Max(counts[Output], counts.Has(Total) && InputKnown(counts) ? counts[Total] - input : 0);
        long read = counts.Has(Cached) ? counts[Cached] : counts[CacheHit];
        long write = counts[CacheWrite];
        long fresh = read + write > input ? input : input - read - write;
        return new TokenUsage(fresh, read, write, output, Math.Min(counts[Reasoning], output));
    }
}
