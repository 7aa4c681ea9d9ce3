using BotBottle.Core.Usage;

namespace BotBottle.Core.Budgets;

/// <summary>The weight of each token class (settings key <c>weights</c>).</summary>
/// <param name="Input">Fresh input.</param>
/// <param name="CacheRead">Input read from a cache.</param>
/// <param name="CacheWrite">Input written to a cache.</param>
/// <param name="Output">Output, reasoning included.</param>
public sealed record Weights(decimal Input, decimal CacheRead, decimal CacheWrite, decimal Output)
{
    /// <summary>Every token counts one.</summary>
    public static Weights Even { get; } = new(1, 1, 1, 1);

    /// <summary>The weighted sum in whole tokens. It is rounded up once at the end, so that no call with a weight above zero is free.</summary>
    public long Charge(TokenUsage usage) =>
        (long)decimal.Ceiling(
            Input * usage.Input + CacheRead * usage.CacheRead + CacheWrite * usage.CacheWrite + Output * usage.Output);

    /// <summary>The tokens to hold for a call of unknown usage. Input is charged at its most expensive class.</summary>
    public long Hold(long input, long output) => (long)decimal.Ceiling(Math.Max(Input, Math.Max(CacheRead, CacheWrite)) * input + Output * output);
}
