namespace BotBottle.Core.Usage;

/// <summary>The ledger's figures for one exchange.</summary>
/// <param name="Usage">What is charged.</param>
/// <param name="Quality">How sure it is.</param>
/// <param name="Suspicious">Whether a call that is not known to be free answered without usage, so that an operator should hear of it.</param>
public sealed record SettledUsage(TokenUsage Usage, UsageQuality Quality, bool Suspicious = false);
