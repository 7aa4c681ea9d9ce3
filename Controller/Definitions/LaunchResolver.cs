using BotBottle.Controller.Bottles;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Logins;
using BotBottle.Core.Manifests;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>Resolves a launch from the command line, the agent's definition, the bottles' and the settings.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="options">The command line.</param>
/// <param name="settings">The settings.</param>
/// <param name="keys">The host's keys for providers.</param>
internal sealed class LaunchResolver(CommandHost host, RunOptions options, HostSettings settings, HostCredentials keys)
{
    private readonly IReadOnlyList<string> _providers = settings.Policy.Providers;
    private HostCredentials _keys = keys;

    /// <summary>Resolves the launch; asks the operator for the values that a definition requires.</summary>
    /// <exception cref="ConfigurationException">A file is invalid.</exception>
    /// <exception cref="CommandFailure">A definition is missing, or not trusted.</exception>
    public LaunchDefinition Resolve()
    {
        RepositoryFolder.RefuseEarlierFormat(host);
        RepositoryFolder.WarnIgnored(host);
        FoundAgent? agent = options.Agent is { } name ? AgentFinder.Find(host, name, _providers) : null;
        IReadOnlyList<Written<string>> wanted = options.Bottles.Count > 0
            ? [.. options.Bottles.Select(bottle => new Written<string>(bottle, YamlMark.OfOption("--bottle")))]
            : agent?.Manifest.Bottles ?? [];
        if (agent is not null)
        {
            Require(agent, wanted);
        }

        BottleFolder folder = new(host.Home);
        EffectiveBottle bottle = BottleMerge.Merge(BottleChain.Read(wanted, folder, _providers));
        Dictionary<string, string> env = EnvQuestions.Answer(host, bottle.Env, options.Variables);
        IsolationKind isolation = options.Isolation ?? bottle.Isolation?.Value ?? IsolationKind.Sandbox;
        IReadOnlyList<string> command = CommandOf(agent);
        AgentPreset? preset = PresetOf(command);
        _keys = _keys with { Logins = new LoginChoice(host, _keys).Choose(options, LoginOf(agent, bottle)?.Value, preset, settings.Logins) };
        RefuseWithoutWall(isolation);
        return new LaunchDefinition(
            agent?.Manifest.Name,
            bottle.Bottles,
            command,
            agent?.Manifest.Prompt is { Length: > 0 } prompt ? prompt : null,
            env,
            RoutesOf(agent, bottle, wanted, preset),
            ShutdownOf(agent, bottle),
            isolation,
            [.. options.Shares, .. bottle.Shares.Select(share => ShareOf(share.Value))],
            bottle.GitUser.With(agent?.Manifest.User ?? GitUser.None),
            [.. bottle.Budgets, .. agent?.Budgets ?? []],
            [host.Home.Settings, .. folder.Files, .. agent is null ? Array.Empty<string>() : [agent.Path]],
            !options.NoSupervise && (bottle.Supervise?.Value ?? true))
        {
            Repository = agent?.Repository,
            Answers = env.Where(variable => bottle.Env[variable.Key].Value.IsQuestion).ToDictionary(StringComparer.Ordinal),
            Preset = preset,
            Logins = _keys.Logins,
            Image = ImageOf(isolation, bottle),
            Workspace = WorkspaceOf(isolation, bottle),
            IsWorkspaceChosen = (options.Workspace ?? bottle.Workspace?.Value) is not null,
            Carry = bottle.Carry,
            ShutdownAtLeast = agent is { OfRepository: true } && options.Shutdown is null ? AtLeast(agent, bottle) : null,
        };
    }

    // The same rule as for the provider itself: the nearest definition that names one, and never a repository's.
    private static Written<LoginUse>? LoginOf(FoundAgent? agent, EffectiveBottle bottle) =>
        agent is { OfRepository: false, Manifest: { AgentProvider: not null } manifest } ? manifest.Login : bottle.Login;

    // There the agent has the operator's HOME, in which we write no file.
    private void RefuseWithoutWall(IsolationKind isolation)
    {
        if (isolation == IsolationKind.None && _keys.Logins.FirstOrDefault(kept => kept.Login.Agent == LoginAgent.Codex.Name) is { } login)
        {
            _keys = login.IsNamed
                ? throw CommandFailure.Usage($"the {login.Login.Use} needs a bottle with a HOME of its own", "Leave out --isolation none, or the login.")
                : _keys with { Logins = [] };
        }
    }

    private string? ImageOf(IsolationKind isolation, EffectiveBottle bottle) => isolation == IsolationKind.Container
        ? options.Image ?? bottle.Image?.Value
            ?? throw CommandFailure.Usage("--isolation container needs an image", "Give --image IMAGE, or write image: IMAGE into the bottle.")
        : options.Image is null
            ? null
            : throw CommandFailure.Usage("--image is only for --isolation container", "Use --image together with --isolation container.");

    private WorkspaceKind WorkspaceOf(IsolationKind isolation, EffectiveBottle bottle)
    {
        WorkspaceKind kind = options.Workspace ?? bottle.Workspace?.Value ?? WorkspaceKind.Share;
        if (kind != WorkspaceKind.Share && isolation == IsolationKind.None)
        {
            string where = options.Workspace is null ? $"{bottle.Workspace!.Mark}: workspace: " : "--workspace ";
            throw CommandFailure.Usage(
                $"{where}{WireNames.Of(kind)} is not for --isolation none, where the command sees every folder", "Leave one of the two out.");
        }

        string? forClone = options.Clean ? "--clean" : options.Carry.Count > 0 ? "--carry" : options.From is not null ? "--from" : null;
        return forClone is null || kind == WorkspaceKind.Clone ? kind
            : throw CommandFailure.Usage($"{forClone} is only for --workspace clone", $"Add --workspace clone, or leave {forClone} out.");
    }

    private void Require(FoundAgent agent, IReadOnlyList<Written<string>> bottles)
    {
        if (bottles.Count == 0)
        {
            throw CommandFailure.Usage($"the agent {agent.Manifest.File} names no bottle", "Add 'bottle: NAME' to it, or give --bottle NAME.");
        }

        if (!agent.OfRepository)
        {
            return;
        }

        // The command needs trust too: its folder is shared with the bottle, and with --isolation none it runs on the host.
        bool commands = options.Command.Count == 0 && agent.Manifest.Command is not null;
        if (agent.Operators is not null || commands || options.Bottles.Count == 0)
        {
            string why = agent.Operators is not null ? "hides your own agent of that name"
                : options.Bottles.Count == 0 ? $"chooses the bottle {string.Join(", ", bottles.Select(bottle => bottle.Value))}"
                : "brings the command that is run";
            new TrustedAgents(host).Require(agent, why, options.TrustRepositoryAgent);
        }
    }

    private IReadOnlyList<string> CommandOf(FoundAgent? agent) =>
        options.Command.Count > 0 ? options.Command
        : agent?.Manifest.Command?.Value
            ?? throw CommandFailure.Usage(
                agent is null ? "run: COMMAND is missing" : $"the agent {agent.Manifest.File} has no command, and COMMAND is missing",
                "Write it after --, such as: bot-bottle run -- claude. Try: bot-bottle run --help");

    private AgentPreset? PresetOf(IReadOnlyList<string> command) => options.Preset switch
    {
        null => AgentPresets.OfCommand(command),
        AgentPresets.None => null,
        var name => AgentPresets.Named(name)
            ?? throw CommandFailure.Usage(
                $"--preset: there is no preset '{name}'", $"There are {string.Join(", ", AgentPresets.Names)}, and {AgentPresets.None}."),
    };

    private RunRoutes RoutesOf(FoundAgent? agent, EffectiveBottle bottle, IReadOnlyList<Written<string>> wanted, AgentPreset? preset)
    {
        Route[] added =
        [
            .. options.Providers.SelectMany(RoutesOfProvider),
            .. options.Allow.SelectMany(word => AllowedRoutes.Of(word, new RouteOrigin("--allow", 0), _keys)),
        ];
        if (wanted.Count == 0 && options.Routes is null && preset is not null)
        {
            return RoutesFile.With(host, null, new RouteSet(0, EgressLog.Blocks,
                AgentRoutes.Of(preset, provider => _keys.VariableFor(provider.Name) ?? (options.AgentCredentials ? "" : null))), added,
                $"preset {preset.Name}");
        }

        if (wanted.Count == 0 || options.Routes is not null)
        {
            return RoutesFile.Load(host, options.Routes, added);
        }

        Written<string>? provider = bottle.AgentProvider;
        if (agent?.Manifest.AgentProvider is { } own && own.Value != provider?.Value)
        {
            if (agent.OfRepository)
            {
                host.Complain(TerminalText.Clean(
                    $"warning: {own.Mark}: a repository's agent opens no hosts: agent_provider '{own.Value}' is ignored; the bottle may name it"));
            }
            else
            {
                provider = own;
            }
        }

        BottleRoutes bottles = new(host.Home, wanted, provider == bottle.AgentProvider ? null : provider, settings, _keys);
        return RoutesFile.With(host, null, bottles.Read(), added, $"bottle {bottle.Bottles[0]}") with { Bottles = bottles };
    }

    private IEnumerable<Route> RoutesOfProvider(string written)
    {
        string name = ProviderNames.Find(written, [.. _providers]) ?? throw CommandFailure.Usage(
            $"--provider: {ProviderNames.Unknown(written, [.. _providers])}; {host.Home.Settings} can add others, such as providers: {{openrouter: {{}}}}");
        return ProviderRoutes.Of(new RouteOrigin("--provider", 0), ProviderTable.From(settings.Providers).Named(name)!);
    }

    /// <summary>
    /// Order: option, agent, bottle, parents, settings (null). A repository's agent is not used here (<see cref="AtLeast"/>) and does not block the others.
    /// </summary>
    private CutoffPolicy? ShutdownOf(FoundAgent? agent, EffectiveBottle bottle) =>
        options.Shutdown ?? (agent is { OfRepository: true } ? agent.Operators : agent?.Manifest)?.Shutdown?.Value ?? bottle.Shutdown?.Value;

    /// <summary>Gets the least strictness that a repository's agent requires; a laxer value than the one in force has no effect.</summary>
    private CutoffPolicy? AtLeast(FoundAgent agent, EffectiveBottle bottle)
    {
        if (agent.Manifest.Shutdown is not { } own)
        {
            return null;
        }

        CutoffPolicy without = ShutdownOf(agent, bottle) ?? settings.Policy.Shutdown;
        if (own.Value < without)
        {
            host.Complain(TerminalText.Clean($"warning: {own.Mark}: a repository's agent may only be stricter: shutdown stays {WireNames.Of(without)}"));
        }

        return own.Value;
    }

    private Share ShareOf(string text)
    {
        bool readOnly = text.EndsWith(":ro", StringComparison.Ordinal);
        string path = readOnly ? text[..^3] : text;
        return new Share(
            path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(host.Environment.GetValueOrDefault("HOME", "/"), path[2..]) : path, readOnly);
    }
}
