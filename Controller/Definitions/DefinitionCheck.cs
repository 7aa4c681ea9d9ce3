using BotBottle.Controller.Commands;
using BotBottle.Controller.Launching;
using BotBottle.Core.Manifests;
using BotBottle.Core.Settings;
using BotBottle.Core.Settings.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>Looks at configuration files without starting anything.</summary>
/// <param name="host">The surroundings.</param>
internal sealed class DefinitionCheck(CommandHost host)
{
    private IReadOnlyList<string>? _providers;

    // A settings.yml that cannot be read is a problem of its own; the other files are then checked against the built-in providers.
    private IReadOnlyList<string> Providers => _providers ??= ProvidersOf(host);

    /// <summary>Every file of this host that there is: settings.yml, bottles, agents, the repository's agents.</summary>
    public IReadOnlyList<string> AllFiles()
    {
        string? repository = RepositoryFolder.Find(host);
        return
        [
            .. File.Exists(host.Home.Settings) ? [host.Home.Settings] : Array.Empty<string>(),
            .. In(host.Home.Bottles), .. In(host.Home.Agents), .. repository is null ? [] : In(Path.Combine(repository, "agents")),
        ];

        static IEnumerable<string> In(string folder) => ManifestFile.Names(folder).Select(name => ManifestFile.PathOf(folder, name));
    }

    /// <summary>What is wrong with a file; null when it is in order. What a file is its place and name say.</summary>
    /// <exception cref="CommandFailure">There is no such file, or nothing says what it is.</exception>
    public string? Problem(string path)
    {
        string text = ManifestFile.Read(path) ?? throw CommandFailure.Usage($"there is no file {path}");
        try
        {
            Check(path, text);
            return null;
        }
        catch (ConfigurationException wrong)
        {
            return wrong.Message;
        }
    }

    private void Check(string path, string text)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string folder = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
        switch (Path.GetExtension(path), folder)
        {
            case (".yml" or ".yaml", _) when name == "settings":
                HostSettingsReader.Read(text, path);
                return;
            case (".yml" or ".yaml", _):
                Core.Routes.RoutesReader.Read(text, path);
                return;
            case (".md", "agents"):
                AgentReader.Read(name, text, path, Providers);
                return;
            case (".md", "bottles") when Path.GetDirectoryName(path) == host.Home.Bottles:
                // With its parents: what is wrong may lie between two files.
                BottleMerge.Merge(BottleChain.Read([new Written<string>(name, new YamlMark(path, 1, 1))], new BottleFolder(host.Home), Providers));
                return;
            case (".md", "bottles"):
                BottleReader.Read(name, text, path, Providers);
                return;
            default:
                throw CommandFailure.Usage(
                    $"{path}: nothing says what this file is", "Manifests are .md files in a folder called bottles or agents; settings.yml and routes end in .yml.");
        }
    }

    private static IReadOnlyList<string> ProvidersOf(CommandHost host)
    {
        try
        {
            return SettingsFile.Load(host).Policy.Providers;
        }
        catch (ConfigurationException)
        {
            return HostSettings.Default.Policy.Providers;
        }
    }
}
