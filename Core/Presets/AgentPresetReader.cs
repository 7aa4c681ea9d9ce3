using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Presets;

/// <summary>Reads an agent's preset, a YAML file. Every unknown or invalid part is an error with file, line and column.</summary>
public static class AgentPresetReader
{
    private const int MaxFile = 64 * 1024;

    /// <summary>Reads a preset.</summary>
    /// <param name="name">The preset's name.</param>
    /// <param name="text">The file's text.</param>
    /// <exception cref="ConfigurationException">The text is invalid.</exception>
    public static AgentPreset Read(string name, string text)
    {
        string file = $"preset {name}";
        YamlMapping root = (YamlReader.Read(text, file) ?? throw new ConfigurationException(new YamlMark(file, 1, 1), "the preset is empty"))
            .AsMapping("preset");
        root.AllowOnly("", "title", "install", "keys", "routes", "tries", "env", "unasked", "inherits", "home", "login");
        return new AgentPreset(
            name,
            Need(root, "title").ReadText("title"),
            Need(root, "install").ReadText("install"),
            Need(root, "keys").AsList("keys") is { Items.Count: > 0 } keys
                ? [.. keys.Items.Select(ReadKey)]
                : throw Need(root, "keys").Expected("keys", "at least one model API"),
            root.Find("routes") is { } routes ? RoutesReader.ReadRoutes(routes) : [],
            root.Find("tries") is { } tries ? [.. tries.AsList("tries").Items.Select(ReadTry)] : [],
            ReadEnvironment(root.Find("env"), "env"),
            ReadEnvironment(root.Find("unasked"), "unasked"),
            root.Find("inherits") is { } inherits ? ReadTexts(inherits, "inherits") : [],
            root.Find("home") is { } home ? [.. home.AsList("home").Items.Select(ReadFile)] : [],
            root.Find("login")?.ReadText("login"));
    }

    private static AgentKey ReadKey(YamlNode node)
    {
        YamlMapping key = node.AsMapping("keys");
        key.AllowOnly("keys", "provider", "variables", "only_with_key");
        return new AgentKey(
            Need(key, "provider").ReadOneOf("keys.provider", [.. ProviderTable.BuiltInNames]),
            key.Find("variables") is { } variables ? ReadTexts(variables, "keys.variables") : [],
            key.Find("only_with_key")?.ReadFlag("keys.only_with_key") ?? false);
    }

    private static PresetFile ReadFile(YamlNode node)
    {
        YamlMapping file = node.AsMapping("home");
        file.AllowOnly("home", "path", "text", "only_with_key");
        YamlNode path = Need(file, "path");
        string written = path.ReadText("home.path");
        YamlScalar text = Need(file, "text").AsScalar("home.text");
        if (text.Text.Length > MaxFile)
        {
            throw text.Expected("home.text", $"a text of at most {MaxFile} characters");
        }

        return written.Split('/').Any(part => part is "" or "." or "..")
            ? throw path.Expected("home.path", "a path below HOME, without '.' and '..'")
            : new PresetFile(written, text.Text, file.Find("only_with_key")?.ReadFlag("home.only_with_key") ?? false);
    }

    private static Dictionary<string, string> ReadEnvironment(YamlNode? node, string what) =>
        (node?.AsMapping(what).Entries ?? [])
            .ToDictionary(entry => entry.Key.Text, entry => entry.Value.ReadText($"{what}.{entry.Key.Text}"), StringComparer.Ordinal);

    private static string ReadTry(YamlNode node)
    {
        string text = node.ReadText("tries");
        return ExpectedRefusal.TryParse(text, out _)
            ? text
            : throw node.Expected("tries", "a host such as api.example.com or *.example.com, with the beginning of a path or without");
    }

    private static IReadOnlyList<string> ReadTexts(YamlNode node, string what) => [.. node.AsList(what).Items.Select(item => item.ReadText(what))];

    private static YamlNode Need(YamlMapping mapping, string key) => mapping.Find(key) ?? throw new ConfigurationException(mapping.Mark, $"'{key}' is missing");
}
