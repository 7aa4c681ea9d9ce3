namespace BotBottle.Core.Settings;

/// <summary>A value that may leave: exactly one of the two is set.</summary>
/// <param name="Value">The value itself.</param>
/// <param name="Pattern">A regular expression that the matched value must satisfy.</param>
public sealed record DlpAllowance(string? Value, string? Pattern);
