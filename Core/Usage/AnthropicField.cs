namespace BotBottle.Core.Usage;

/// <summary>The fields of an Anthropic usage object, as indexes of a <see cref="CountSet"/>.</summary>
internal static class AnthropicField
{
    public const int Input = 0;
    public const int CacheRead = 1;
    public const int CacheWrite = 2;
    public const int CacheWrite5m = 3;
    public const int CacheWrite1h = 4;
    public const int Output = 5;
    public const int Thinking = 6;

    /// <summary>The fields' paths below the object, in the order of the indexes.</summary>
    public static readonly string[] Paths =
    [
        "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation.ephemeral_5m_input_tokens",
        "cache_creation.ephemeral_1h_input_tokens", "output_tokens", "output_tokens_details.thinking_tokens",
    ];

    /// <summary>
    /// The token classes of one usage object. input_tokens excludes cache reads and writes. cache_creation splits cache_creation_input_tokens up and adds
    /// nothing to it, but replaces it if only the split is given.
    /// </summary>
    public static TokenUsage Resolve(in CountSet counts)
    {
        long write = counts.Has(CacheWrite) ? counts[CacheWrite] : counts[CacheWrite5m] + counts[CacheWrite1h];
        return new TokenUsage(counts[Input], counts[CacheRead], write, counts[Output], Math.Min(counts[Thinking], counts[Output]));
    }
}
