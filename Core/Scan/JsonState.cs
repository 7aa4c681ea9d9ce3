namespace BotBottle.Core.Scan;

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
