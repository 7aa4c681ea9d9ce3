namespace BotBottle.Core.Usage;

/// <summary>The part of an exchange's tokens that a named model other than the answering one spent (an advisor, a compaction).</summary>
/// <param name="Model">The model, as the provider names it.</param>
/// <param name="Usage">Its tokens; contained in the exchange's total.</param>
public sealed record ModelUsage(string Model, TokenUsage Usage);
