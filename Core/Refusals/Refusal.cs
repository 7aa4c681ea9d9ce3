namespace BotBottle.Core.Refusals;

/// <summary>A whole answer of our own.</summary>
/// <param name="Code">Why.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Fields">The header fields without those of framing; every value is visible ASCII.</param>
/// <param name="Body">JSON, in UTF-8.</param>
/// <param name="Message">The words of the body, for a person.</param>
public sealed record Refusal(RefusalCode Code, int Status, IReadOnlyList<KeyValuePair<string, string>> Fields, byte[] Body, string Message);
