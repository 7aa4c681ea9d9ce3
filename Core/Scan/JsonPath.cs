namespace BotBottle.Core.Scan;

/// <summary>One path that a reader of JSON is interested in.</summary>
/// <param name="Path">Property names joined by dots, <c>[]</c> for the elements of an array (<c>usage.iterations[].model</c>); empty for the document itself.</param>
/// <param name="Tag">What the sink is told when the path occurs; 0 or above.</param>
/// <param name="Want">What is reported of a string value there.</param>
public readonly record struct JsonPath(string Path, int Tag, JsonWant Want = JsonWant.None);
