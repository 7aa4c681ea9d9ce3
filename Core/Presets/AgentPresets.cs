using System.Reflection;

namespace BotBottle.Core.Presets;

/// <summary>The presets of known agents: one file each in Agents/, embedded in the assembly, so that a copied program has them.</summary>
public static class AgentPresets
{
    /// <summary>The value of <c>--preset</c> for no preset, whatever the command is.</summary>
    public const string None = "none";

    private const string Prefix = "agents/";

    // Presets are read on demand: a start needs at most one of them.
    private static readonly SortedDictionary<string, Lazy<AgentPreset>> Known = Find();

    /// <summary>The names of the presets, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>All presets, by name.</summary>
    public static IEnumerable<AgentPreset> All => Known.Values.Select(preset => preset.Value);

    /// <summary>The preset of that name; null for none.</summary>
    public static AgentPreset? Named(string name) => Known.TryGetValue(name, out Lazy<AgentPreset>? preset) ? preset.Value : null;

    /// <summary>
    /// The preset of a command, by the file name of its program, or by the first word of an agent's shell line; null if that is no known agent.
    /// </summary>
    /// <param name="command">The command and its arguments.</param>
    public static AgentPreset? OfCommand(IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        string program = command is ["/bin/sh", "-c", var line] ? line.TrimStart().Split(' ', '\n')[0] : command[0];
        return Named(Path.GetFileName(program));
    }

    private static SortedDictionary<string, Lazy<AgentPreset>> Find()
    {
        Assembly assembly = typeof(AgentPresets).Assembly;
        SortedDictionary<string, Lazy<AgentPreset>> found = new(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string name = resource[Prefix.Length..];
            found.Add(name, new Lazy<AgentPreset>(() => AgentPresetReader.Read(name, Text(assembly, resource))));
        }

        return found;
    }

    private static string Text(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
