using BotBottle.Core.Text;

namespace BotBottle.Core.Yaml;

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
