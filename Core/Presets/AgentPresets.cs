using System.Reflection;

namespace BotBottle.Core.Presets;

/// <summary>The presets of known agents: files of our own in Agents/, a name each. They are part of the assembly, so that a copied program has them.</summary>
public static class AgentPresets
{
    /// <summary>What <c>--preset</c> takes for no preset, whatever the command is called.</summary>
    public const string None = "none";

    private const string Prefix = "agents/";

    private static readonly Lazy<IReadOnlyList<AgentPreset>> Read = new(ReadAll);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<AgentPreset> All => Read.Value;

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(preset => preset.Name);

    /// <summary>The preset of that name; null for none.</summary>
    public static AgentPreset? Named(string name) => All.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The preset of a command: of its program by the file's name, or of the first word of a line for the shell, as an agent's definition has it. Null where that is no known agent.</summary>
    /// <param name="command">The command and its arguments.</param>
    public static AgentPreset? OfCommand(IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        string program = command is ["/bin/sh", "-c", var line] ? line.TrimStart().Split(' ', '\n')[0] : command[0];
        return All.FirstOrDefault(preset => preset.Commands.Contains(Path.GetFileName(program)));
    }

    private static IReadOnlyList<AgentPreset> ReadAll()
    {
        Assembly assembly = typeof(AgentPresets).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(resource => AgentPresetReader.Read(resource[Prefix.Length..], Text(assembly, resource))),
        ];
    }

    private static string Text(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
