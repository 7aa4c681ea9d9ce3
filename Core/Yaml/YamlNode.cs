using BotBottle.Core.Text;

namespace BotBottle.Core.Yaml;

/// <summary>One value of a YAML document, with the place where it starts, so that every complaint about it can name that place.</summary>
/// <param name="Mark">Where the value starts.</param>
public abstract record YamlNode(YamlMark Mark)
{
    /// <summary>What a person calls this kind of value: <c>a list</c>, <c>a mapping</c> …</summary>
    public abstract string Kind { get; }

    /// <summary>The value as a mapping.</summary>
    /// <param name="what">What the value is for, to begin the complaint: <c>budget</c>.</param>
    /// <exception cref="ConfigurationException">It is something else.</exception>
    public YamlMapping AsMapping(string what) => this as YamlMapping ?? throw Expected(what, "a mapping (key: value)");

    /// <summary>The value as a mapping, where people often write a short form.</summary>
    /// <param name="what">What the value is for, to begin the complaint.</param>
    /// <param name="line">The line to write instead of a scalar; null where it has none.</param>
    /// <exception cref="ConfigurationException">It is something else.</exception>
    public YamlMapping AsMapping(string what, Func<string, string?> line) =>
        this is YamlScalar { IsNull: false } scalar && line(scalar.Text) is { } instead
            ? throw new ConfigurationException(Mark, $"{what}: '{scalar.Text}' stands alone; write: {instead}")
            : AsMapping(what);

    /// <summary>The value as a list.</summary>
    /// <param name="what">What the value is for, to begin the complaint.</param>
    /// <exception cref="ConfigurationException">It is something else.</exception>
    public YamlList AsList(string what) => this as YamlList ?? throw Expected(what, "a list ([a, b], or a line with '- ' for each)");

    /// <summary>The value as a scalar that is not empty.</summary>
    /// <param name="what">What the value is for, to begin the complaint.</param>
    /// <exception cref="ConfigurationException">It is something else, or empty.</exception>
    public YamlScalar AsScalar(string what) =>
        this is YamlScalar scalar && !scalar.IsNull ? scalar : throw Expected(what, "a value");

    /// <summary>The complaint that this value is of the wrong kind.</summary>
    /// <param name="what">What the value is for.</param>
    /// <param name="wanted">What would be right.</param>
    public ConfigurationException Expected(string what, string wanted) =>
        new(Mark, $"{what}: expected {wanted}, found {Kind}");
}

/// <summary>A mapping; its keys are unique and keep their order.</summary>
/// <param name="Mark">Where it starts.</param>
/// <param name="Entries">Its entries, in order.</param>
public sealed record YamlMapping(YamlMark Mark, IReadOnlyList<YamlEntry> Entries) : YamlNode(Mark)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>The value of <paramref name="key"/>, or null where the mapping does not have it.</summary>
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

    /// <summary>Refuses every key but <paramref name="keys"/>: a misspelt limit must not be a limit that is not there.</summary>
    /// <param name="what">What the mapping is for: <c>budget.claude</c>; empty for the document itself.</param>
    /// <param name="keys">The keys that are understood.</param>
    /// <exception cref="ConfigurationException">Names the unknown key, its place and the nearest valid key.</exception>
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
/// <param name="Mark">Where it starts.</param>
/// <param name="Items">Its items, in order.</param>
public sealed record YamlList(YamlMark Mark, IReadOnlyList<YamlNode> Items) : YamlNode(Mark)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A scalar: a word, a number, a quoted or a block text.</summary>
/// <param name="Mark">Where it starts.</param>
/// <param name="Text">Its text, quotes and escapes resolved.</param>
/// <param name="IsPlain">True when it was written without quotes and not as a block.</param>
public sealed record YamlScalar(YamlMark Mark, string Text, bool IsPlain) : YamlNode(Mark)
{
    /// <summary>True for a key without a value, <c>~</c> and <c>null</c>: never taken for a text or a number.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : Text.Length <= 40 ? $"'{Text}'" : "a text";
}

/// <summary>A place in a file; its text is the <c>file:line:column</c> that editors and terminals can jump to.</summary>
/// <param name="File">The file's name as the operator knows it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct YamlMark(string File, int Line, int Column)
{
    /// <summary>A place on the command line, which has no lines.</summary>
    /// <param name="option">The option: <c>--bottle</c>.</param>
    public static YamlMark OfOption(string option) => new(option, 0, 0);

    /// <summary>Whether this is a place in a file.</summary>
    public bool IsInFile => Line > 0;

    /// <inheritdoc/>
    public override string ToString() => IsInFile ? $"{File}:{Line}:{Column}" : File;
}
