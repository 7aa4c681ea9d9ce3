using System.Reflection;
using BotBottle.Core.Presets;

namespace BotBottle.Controller.Presets;

/// <summary>The presets of known agents. Each is a file of the folder Agents, built into the program.</summary>
internal static class AgentPresets
{
    /// <summary>What <c>--preset</c> takes for no preset, whatever the command is called.</summary>
    public const string None = "none";

    private static readonly Lazy<IReadOnlyList<AgentPreset>> Read = new(ReadAll);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<AgentPreset> All => Read.Value;

    /// <summary>The preset of that name; null for none.</summary>
    public static AgentPreset? Named(string name) => All.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The preset of a program, by its file's name; null where it is no known agent.</summary>
    public static AgentPreset? OfProgram(string program) => All.FirstOrDefault(preset => preset.Commands.Contains(Path.GetFileName(program)));

    private static IReadOnlyList<AgentPreset> ReadAll()
    {
        Assembly assembly = typeof(AgentPresets).Assembly;
        string prefix = $"{typeof(AgentPresets).Namespace}.Agents.";
        const string suffix = ".yml";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => AgentPresetReader.Read(name[prefix.Length..^suffix.Length], Text(assembly, name))),
        ];
    }

    private static string Text(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
