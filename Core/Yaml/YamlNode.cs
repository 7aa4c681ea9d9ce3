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
