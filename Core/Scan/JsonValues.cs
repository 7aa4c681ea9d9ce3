namespace BotBottle.Core.Scan;

/// <summary>The three literal values of JSON (RFC 8259 section 3).</summary>
public enum JsonLiteral
{
    /// <summary><c>null</c></summary>
    Null,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>true</c></summary>
    True,
}

/// <summary>One path that a reader of JSON is interested in.</summary>
/// <param name="Path">Property names joined by dots, <c>[]</c> for the elements of an array (<c>usage.iterations[].model</c>); empty for the document itself.</param>
/// <param name="Tag">What the sink is told when the path occurs; 0 or above.</param>
/// <param name="Want">What is reported of a string value there.</param>
public readonly record struct JsonPath(string Path, int Tag, JsonWant Want = JsonWant.None);

/// <summary>How a property name of a <see cref="JsonShape"/> was written. Two parsers can disagree about anything but <see cref="Plain"/>.</summary>
public enum JsonSpelling
{
    /// <summary>Byte for byte the name.</summary>
    Plain,

    /// <summary>The name, with at least one backslash escape in it (<c>"mo\u0064el"</c>).</summary>
    Escaped,

    /// <summary>The name only if letter case is ignored, as Go's encoding/json does. Its value is not reported.</summary>
    Folded,
}

/// <summary>How far a <see cref="JsonScanner"/> has come in its document.</summary>
public enum JsonStatus
{
    /// <summary>Nothing but whitespace so far.</summary>
    Empty,

    /// <summary>Inside the document: more bytes are needed.</summary>
    Open,

    /// <summary>One whole document was read.</summary>
    Done,

    /// <summary>The bytes are not JSON (RFC 8259); nothing after the fault was understood.</summary>
    Broken,

    /// <summary>Nested deeper than <see cref="JsonScanner.MaxDepth"/>; nothing below was understood.</summary>
    TooDeep,

    /// <summary>One whole document was read, and something other than whitespace came after it.</summary>
    Trailing,
}

/// <summary>
/// One rule of a grammar that holds at any depth of a document: where the values of an object or array lead that is in this state. The first state of a grammar is
/// the document's own. What leads to <see cref="Opaque"/> is skipped whole.
/// <code>
/// new JsonState("any", "any", "any") { Keys = [("schema", JsonState.Opaque)], Parts = [("tool", "tool")] }
/// </code>
/// </summary>
/// <param name="Name">The name that other states lead to.</param>
/// <param name="Other">Where a property leads whose name is not listed; null for where <paramref name="Base"/> says.</param>
/// <param name="Element">Where the elements of an array lead; null for where <paramref name="Base"/> says.</param>
/// <param name="Base">A state whose rules hold where this one has none; it stands earlier in the grammar. Null for none.</param>
/// <param name="Tag">What the sink is told of values in this state; -1 for nothing.</param>
/// <param name="Want">What is reported of a string in this state.</param>
public sealed record JsonState(
    string Name, string? Other = null, string? Element = null, string? Base = null, int Tag = -1, JsonWant Want = JsonWant.None)
{
    /// <summary>The state of values that nobody looks into.</summary>
    public const string Opaque = "";

    /// <summary>Property names, and where they lead. A name counts as it is spelled; if letter case alone differs, only one whose state has a tag is reported.</summary>
    public IReadOnlyList<(string Key, string Next)> Keys { get; init; } = [];

    /// <summary>Parts of property names, in any letter case, and where a name leads that holds one and is not listed; the sink hears of its value, not of the name.</summary>
    public IReadOnlyList<(string Part, string Next)> Parts { get; init; } = [];
}

/// <summary>What a reader wants to know of the string values on one path of a <see cref="JsonShape"/>.</summary>
[Flags]
public enum JsonWant
{
    /// <summary>Only that a string was there; numbers and literals are reported in any case.</summary>
    None = 0,

    /// <summary>The unescaped text, up to <see cref="JsonScanner.MaxText"/> bytes of it.</summary>
    Text = 1,

    /// <summary>The length of the unescaped text, reported piece by piece as it arrives.</summary>
    Length = 2,
}
