namespace BotBottle.Core.Settings;

/// <summary>An operator's own detector.</summary>
/// <param name="Name">What a refusal calls it.</param>
/// <param name="Pattern">The regular expression, which compiles without backtracking.</param>
/// <param name="Severity">What a match does.</param>
public sealed record DlpRule(string Name, string Pattern, DlpSeverity Severity);
