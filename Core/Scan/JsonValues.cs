namespace BotBottle.Core.Scan;

/// <summary>Literal values of JSON (RFC 8259 section 3).</summary>
public enum JsonLiteral
{
    /// <summary><c>null</c></summary>
    Null,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>true</c></summary>
    True,
}

/// <summary>One path that a reader of JSON needs.</summary>
/// <param name="Path">Property names joined by dots, <c>[]</c> for the elements of an array (<c>usage.iterations[].model</c>); empty for the document
/// itself.</param>
/// <param name="Tag">The tag for the sink, 0 or above.</param>
/// <param name="Want">The requested report for a string value.</param>
public readonly record struct JsonPath(string Path, int Tag, JsonWant Want = JsonWant.None);

/// <summary>Spelling of a property name of a <see cref="JsonShape"/>. Parsers can disagree about every spelling but <see cref="Plain"/>.</summary>
public enum JsonSpelling
{
    /// <summary>The exact bytes of the name.</summary>
    Plain,

    /// <summary>The name with at least one backslash escape (<c>"mo\u0064el"</c>).</summary>
    Escaped,

    /// <summary>The name in another letter case, which Go's encoding/json accepts. Its value is not reported.</summary>
    Folded,
}

/// <summary>Progress of a <see cref="JsonScanner"/> in its document.</summary>
public enum JsonStatus
{
    /// <summary>Only white space so far.</summary>
    Empty,

    /// <summary>Inside the document; more bytes are needed.</summary>
    Open,

    /// <summary>One whole document.</summary>
    Done,

    /// <summary>The bytes are not JSON (RFC 8259); the scanner ignores the rest.</summary>
    Broken,

    /// <summary>The document is nested deeper than <see cref="JsonScanner.MaxDepth"/>; the scanner ignores the deeper part.</summary>
    TooDeep,

    /// <summary>One whole document with other bytes than white space after it.</summary>
    Trailing,
}

/// <summary>
/// One rule of a grammar for any depth of a document: the next states of the values in an object or array in this state. The first state of a grammar is the
/// document's own. Values in the state <see cref="Opaque"/> are skipped whole.
/// <code>
/// new JsonState("any", "any", "any") { Keys = [("schema", JsonState.Opaque)], Parts = [("tool", "tool")] }
/// </code>
/// </summary>
/// <param name="Name">The state's name in other states.</param>
/// <param name="Other">The state of properties with unlisted names; null for the one of <paramref name="Base"/>.</param>
/// <param name="Element">The state of an array's elements; null for the one of <paramref name="Base"/>.</param>
/// <param name="Base">An earlier state of the grammar whose rules apply where this one has none. Null for none.</param>
/// <param name="Tag">The tag of values in this state, for the sink; -1 for no report.</param>
/// <param name="Want">The requested report for a string in this state.</param>
public sealed record JsonState(
    string Name, string? Other = null, string? Element = null, string? Base = null, int Tag = -1, JsonWant Want = JsonWant.None)
{
    /// <summary>The state of values that are skipped.</summary>
    public const string Opaque = "";

    /// <summary>Property names and their states. The spelling must match; a name in another letter case is reported only if its state has a tag.</summary>
    public IReadOnlyList<(string Key, string Next)> Keys { get; init; } = [];

    /// <summary>
    /// Parts of property names, in any letter case, and the state of an unlisted name that contains one. The sink gets its value, not the name.
    /// </summary>
    public IReadOnlyList<(string Part, string Next)> Parts { get; init; } = [];
}

/// <summary>Requested report for the string values on one path of a <see cref="JsonShape"/>.</summary>
[Flags]
public enum JsonWant
{
    /// <summary>Only the presence of a string; numbers and literals are always reported.</summary>
    None = 0,

    /// <summary>The unescaped text, at most <see cref="JsonScanner.MaxText"/> bytes of it.</summary>
    Text = 1,

    /// <summary>The length of the unescaped text, reported piece by piece.</summary>
    Length = 2,
}
