using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Manifests;
using BotBottle.Core.Settings;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>Checks configuration files without starting anything.</summary>
/// <param name="host">The command's surroundings.</param>
internal sealed class DefinitionCheck(CommandHost host)
{
    private IReadOnlyList<string>? _providers;

    // An unreadable settings.yml is reported as its own error; the other files are then checked against the built-in providers.
    private IReadOnlyList<string> Providers => _providers ??= ProvidersOf(host);

    /// <summary>Gets all existing files of this host: settings.yml, bottles, agents, the repository's agents.</summary>
    public IReadOnlyList<string> AllFiles()
    {
        string? repository = RepositoryFolder.Find(host);
        return
        [
            .. File.Exists(host.Home.Settings) ? [host.Home.Settings] : Array.Empty<string>(),
            .. In(host.Home.Bottles, Links.Follow), .. In(host.Home.Agents, Links.Follow),
            .. repository is null ? [] : In(RepositoryFolder.AgentsIn(repository), Links.Refuse),
        ];

        static IEnumerable<string> In(string folder, Links links) => ManifestFile.Names(folder, links).Select(name => ManifestFile.PathOf(folder, name));
    }

    /// <summary>Checks a file; the list of errors is empty if it is valid. Its folder and name decide its kind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<CheckedFile> LookAsync(string path, CancellationToken cancellation)
    {
        string? text = null;
        try
        {
            bool brought = RepositoryFolder.Find(host) is { } repository && Paths.Holds(repository, path);
            text = ManifestFile.Read(path, brought ? Links.Refuse : Links.Follow) ?? throw CommandFailure.Usage($"there is no file {path}");
            List<CheckedProblem> remarks = [];
            IReadOnlyList<Budget> budgets = Check(path, text, brought, remarks);
            return await new SpentLimits(host).WarnAsync(new CheckedFile(path, true, []) { Warnings = remarks }, budgets, cancellation);
        }
        catch (ConfigurationException wrong)
        {
            // The error may be in a bottle's parent.
            bool isHere = wrong.Mark.IsInFile && Path.GetFullPath(wrong.Mark.File, host.Home.Root) == path;
            return new CheckedFile(
                path, false,
                isHere ? [.. Further(path, text, wrong).Prepend(wrong).Select(one => new CheckedProblem(one.Mark.Line, one.Mark.Column, one.Problem))
                    .OrderBy(one => one.Line)]
                    : [new CheckedProblem(null, null, wrong.Message)]);
        }
        catch (CommandFailure wrong)
        {
            return new CheckedFile(path, false, [new CheckedProblem(null, null, wrong.Advice is { } advice ? $"{wrong.Message}. {advice}" : wrong.Message)]);
        }
    }

    private IReadOnlyList<ConfigurationException> Further(string path, string? text, ConfigurationException first)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        bool isManifest = Path.GetExtension(path) == ".md";
        return text is null ? [] : FurtherMistakes.Find(
            text, first,
            rest => _ = isManifest ? ManifestText.Read(rest, path).Front : YamlReader.Read(rest, path),
            rest => _ = !isManifest ? name == "settings" ? HostSettingsReader.Read(rest, path) : Core.Routes.RoutesReader.Read(rest, path)
                : Path.GetFileName(Path.GetDirectoryName(path)) == "agents" ? AgentReader.Read(name, rest, path, Providers)
                : (object)BottleReader.Read(name, rest, path, Providers));
    }

    /// <returns>The file's own budgets.</returns>
    private IReadOnlyList<Budget> Check(string path, string text, bool brought, List<CheckedProblem> remarks)
    {
        DefinitionRemarks look = new(host);
        string name = Path.GetFileNameWithoutExtension(path);
        string folder = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
        switch (Path.GetExtension(path), folder)
        {
            case (".yml" or ".yaml", _) when name == "settings":
                HostSettings settings = HostSettingsReader.Read(text, path);
                _ = SettingsFile.Upstream(host, settings.Upstream);
                _ = KnownSecrets.Load(host, settings.Dlp);
                remarks.AddRange(settings.Logins.SelectMany(login => look.Of(login, mark: null)));
                return settings.Policy.Budgets;
            case (".yml" or ".yaml", _):
                Core.Routes.RoutesReader.Read(text, path);
                return [];
            case (".md", "agents"):
                AgentManifest agent = AgentReader.Read(name, text, path, Providers);
                CheckAgent(agent);
                remarks.AddRange(agent.Login is { } its ? look.Of(its.Value, its.Mark) : []);
                return new FoundAgent(agent, path, text, brought).Budgets;
            case (".md", "bottles") when Path.GetDirectoryName(path) == host.Home.Bottles:
                // Checked with its parents, because two files may contradict each other.
                EffectiveBottle merged = BottleMerge.Merge(
                    BottleChain.Read([new Written<string>(name, new YamlMark(path, 1, 1))], new BottleFolder(host.Home), Providers));
                CheckBottle(merged);
                remarks.AddRange(look.Of(path, merged));
                return BottleReader.Read(name, text, path, Providers).Budgets;
            case (".md", "bottles"):
                return BottleReader.Read(name, text, path, Providers).Budgets;
            default:
                throw CommandFailure.Usage(
                    $"{path}: the kind of this file is unknown",
                    "Manifests are .md files in a folder called bottles or agents; settings.yml and routes end in .yml.");
        }
    }

    private void CheckAgent(AgentManifest agent)
    {
        _ = agent.Bottles.Count == 0
            ? throw new ConfigurationException(
                new YamlMark(agent.File, 1, 1), "the agent names no bottle, so it runs only with --bottle NAME; add 'bottle: NAME'")
            : BottleChain.Read(agent.Bottles, new BottleFolder(host.Home), Providers);
    }

    private void CheckBottle(EffectiveBottle bottle)
    {
        foreach (Written<string> share in bottle.Shares)
        {
            string written = share.Value.EndsWith(":ro", StringComparison.Ordinal) ? share.Value[..^3] : share.Value;
            string path = written.StartsWith("~/", StringComparison.Ordinal)
                ? Path.Combine(host.Environment.GetValueOrDefault("HOME", "/"), written[2..])
                : written;
            if (!Path.Exists(path))
            {
                throw new ConfigurationException(share.Mark, $"share: {path} does not exist, so no run in this bottle starts");
            }
        }

        if (bottle is { Isolation: { Value: IsolationKind.Container } isolation, Image: null })
        {
            throw new ConfigurationException(isolation.Mark, "isolation: container needs 'image', here or in a parent");
        }

        if (bottle is { Isolation.Value: IsolationKind.None, Workspace: { Value: not WorkspaceKind.Share } workspace })
        {
            throw new ConfigurationException(workspace.Mark, "workspace: only share is for isolation: none, where the command sees every folder");
        }
    }

    private static IReadOnlyList<string> ProvidersOf(CommandHost host)
    {
        try
        {
            return SettingsFile.Load(host).Policy.Providers;
        }
        catch (Exception broken) when (broken is ConfigurationException or CommandFailure)
        {
            return HostSettings.Default.Policy.Providers;
        }
    }
}
