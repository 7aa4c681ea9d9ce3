using BotBottle.Core.Text;

namespace BotBottle.Core.Yaml;

/// <summary>One value of a YAML document with its place, which every error about it names.</summary>
/// <param name="Mark">The start of the value.</param>
public abstract record YamlNode(YamlMark Mark)
{
    /// <summary>The kind of value for messages: <c>a list</c>, <c>a mapping</c> …</summary>
    public abstract string Kind { get; }

    /// <summary>The value as a mapping.</summary>
    /// <param name="what">The purpose of the value, as the start of an error message: <c>budget</c>.</param>
    /// <exception cref="ConfigurationException">The value is of another kind.</exception>
    public YamlMapping AsMapping(string what) => this as YamlMapping ?? throw Expected(what, "a mapping (key: value)");

    /// <summary>The value as a mapping; the error suggests the long form of a scalar.</summary>
    /// <param name="what">The purpose of the value, as the start of an error message.</param>
    /// <param name="line">Returns the line to write instead of a scalar; null for none.</param>
    /// <exception cref="ConfigurationException">The value is of another kind.</exception>
    public YamlMapping AsMapping(string what, Func<string, string?> line) =>
        this is YamlScalar { IsNull: false } scalar && line(scalar.Text) is { } instead
            ? throw new ConfigurationException(Mark, $"{what}: '{scalar.Text}' is incomplete; write: {instead}")
            : AsMapping(what);

    /// <summary>The value as a list.</summary>
    /// <param name="what">The purpose of the value, as the start of an error message.</param>
    /// <exception cref="ConfigurationException">The value is of another kind.</exception>
    public YamlList AsList(string what) => this as YamlList ?? throw Expected(what, "a list ([a, b], or a line with '- ' for each)");

    /// <summary>The value as a scalar with text.</summary>
    /// <param name="what">The purpose of the value, as the start of an error message.</param>
    /// <exception cref="ConfigurationException">The value is of another kind, or empty.</exception>
    public YamlScalar AsScalar(string what) =>
        this is YamlScalar scalar && !scalar.IsNull ? scalar : throw Expected(what, "a value");

    /// <summary>An error about a value of the wrong kind.</summary>
    /// <param name="what">The purpose of the value.</param>
    /// <param name="wanted">The expected kind.</param>
    public ConfigurationException Expected(string what, string wanted) =>
        new(Mark, $"{what}: expected {wanted}, found {Kind}");
}

/// <summary>A mapping with unique keys, in the file's order.</summary>
/// <param name="Mark">The start of the mapping.</param>
/// <param name="Entries">Its entries, in order.</param>
public sealed record YamlMapping(YamlMark Mark, IReadOnlyList<YamlEntry> Entries) : YamlNode(Mark)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>The value of <paramref name="key"/>; null if the mapping lacks it.</summary>
    public YamlNode? Find(string key)
    {
        foreach (YamlEntry entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Refuses keys that are valid elsewhere, and says where.</summary>
    /// <param name="what">The purpose of the mapping.</param>
    /// <param name="place">Where the keys belong.</param>
    /// <param name="keys">The keys.</param>
    /// <exception cref="ConfigurationException">The mapping has such a key.</exception>
    public void RefuseMisplaced(string what, string place, params ReadOnlySpan<string> keys)
    {
        foreach (YamlEntry entry in Entries)
        {
            if (keys.Contains(entry.Key.Text))
            {
                throw new ConfigurationException(entry.Key.Mark, $"unknown key '{entry.Key.Text}' in {what}; it belongs to {place}");
            }
        }
    }

    /// <summary>Refuses every key but <paramref name="keys"/>, so that a misspelt limit is an error and not a missing limit.</summary>
    /// <param name="what">The purpose of the mapping: <c>budget.claude</c>; empty for the document itself.</param>
    /// <param name="keys">The valid keys.</param>
    /// <exception cref="ConfigurationException">A key is unknown; the message names its place and the nearest valid key.</exception>
    public void AllowOnly(string what, params ReadOnlySpan<string> keys)
    {
        foreach (YamlEntry entry in Entries)
        {
            if (!keys.Contains(entry.Key.Text))
            {
                string where = what.Length == 0 ? "" : $" in {what}";
                string hint = NearestKey.Find(entry.Key.Text, keys) is { } nearest
                    ? $"; did you mean '{nearest}'?"
                    : $"; valid are {string.Join(", ", keys!)}";
                throw new ConfigurationException(entry.Key.Mark, $"unknown key '{entry.Key.Text}'{where}{hint}");
            }
        }
    }
}

/// <summary>One <c>key: value</c> of a mapping.</summary>
/// <param name="Key">The key; unique in its mapping.</param>
/// <param name="Value">The value.</param>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A list.</summary>
/// <param name="Mark">The start of the list.</param>
/// <param name="Items">Its items, in order.</param>
public sealed record YamlList(YamlMark Mark, IReadOnlyList<YamlNode> Items) : YamlNode(Mark)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A scalar: a word, a number, a quoted or a block text.</summary>
/// <param name="Mark">The start of the scalar.</param>
/// <param name="Text">Its text, quotes and escapes resolved.</param>
/// <param name="IsPlain">True for a scalar without quotes that is not a block.</param>
public sealed record YamlScalar(YamlMark Mark, string Text, bool IsPlain) : YamlNode(Mark)
{
    /// <summary>True for a key without a value, <c>~</c> and <c>null</c>, which are never read as a text or a number.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : Text.Length <= 40 ? $"'{Text}'" : "a text";
}

/// <summary>A place in a file. Its text, <c>file:line:column</c>, is a link in editors and terminals.</summary>
/// <param name="File">The file's name as the operator knows it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct YamlMark(string File, int Line, int Column)
{
    /// <summary>A place on the command line, which has no lines.</summary>
    /// <param name="option">The option: <c>--bottle</c>.</param>
    public static YamlMark OfOption(string option) => new(option, 0, 0);

    /// <summary>True for a place in a file.</summary>
    public bool IsInFile => Line > 0;

    /// <inheritdoc/>
    public override string ToString() => IsInFile ? $"{File}:{Line}:{Column}" : File;
}
