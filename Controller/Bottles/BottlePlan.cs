using BotBottle.Controller.Folders;
using BotBottle.Core.Control;
using BotBottle.Core.Presets;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Bottles;

/// <summary>Everything that a backend needs to build one bottle. Nothing in it is read again after the start.</summary>
internal sealed record BottlePlan
{
    /// <summary>The run's id: letters, digits and hyphens.</summary>
    public required string RunId { get; init; }

    /// <summary>runs/ID: the bottle's HOME, /tmp and /etc are kept in its folders home, tmp and etc.</summary>
    public required string RunFolder { get; init; }

    /// <summary>~/.bot-bottle or $BOT_BOTTLE_HOME, which no bottle sees.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The agent's program and its arguments; the program is looked for along the host's PATH.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>What it may use of the host.</summary>
    public BottleLimits Limits { get; init; } = BottleLimits.From(LimitSettings.Default, hostMemory: 4L << 30);

    /// <summary>Where the agent starts; it is shared read-write unless <see cref="Shares"/> names it otherwise.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Other files and folders of the host.</summary>
    public IReadOnlyList<Share> Shares { get; init; } = [];

    /// <summary>Files that steer the run (routes, manifests, settings): read-only in the bottle, wherever they lie.</summary>
    public IReadOnlyList<string> SteeringFiles { get; init; } = [];

    /// <summary>The certificate of the run's own CA, PEM, without its key.</summary>
    public required string CaPem { get; init; }

    /// <summary>The exact hosts of the routes, lower case; the bottle's /etc/hosts points them at 127.0.0.1.</summary>
    public IReadOnlyList<string> RouteHosts { get; init; } = [];

    /// <summary>What stands in for the providers' keys: variable name and placeholder. The keys themselves stay with the proxy.</summary>
    public IReadOnlyDictionary<string, string> Placeholders { get; init; } = new Dictionary<string, string>();

    /// <summary>What the agent's preset sets.</summary>
    public IReadOnlyDictionary<string, string> PresetEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the agent's preset puts into its HOME.</summary>
    public IReadOnlyList<PresetFile> PresetHome { get; init; } = [];

    /// <summary>What <c>--env</c> asked for, values filled in. Wins over everything else in the agent's environment.</summary>
    public IReadOnlyDictionary<string, string> ExtraEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The agent's prompt, left in its HOME for <c>$BOT_BOTTLE_PROMPT_FILE</c>; null for none.</summary>
    public string? Prompt { get; init; }

    /// <summary>The image of a container; null for other backends.</summary>
    public string? Image { get; init; }

    /// <summary>True where the run's folder has a HOME already: a frozen run is brought back, and finds it as it was.</summary>
    public bool Resumed { get; init; }

    /// <summary>git's user.name and user.email in the bottle; null members leave git to ask for them.</summary>
    public (string? Name, string? Email) GitUser { get; init; }

    /// <summary>
    /// The host's environment: PATH, HOME, TERM and the locale are looked up in it, and nothing else of it gets into the bottle.
    /// </summary>
    public required IReadOnlyDictionary<string, string> HostEnvironment { get; init; }

    /// <summary>What a breach in a shared folder does.</summary>
    public BreachPolicy OnBreach { get; init; }

    /// <summary>Takes each breach at once, on any thread.</summary>
    public Action<FolderBreach> TellBreach { get; init; } = _ => { };

    /// <summary>The agent's standard streams.</summary>
    public BottleStreams Streams { get; init; } = new();

    /// <summary>User name and password for the proxy, where the listener is on the host's loopback and anybody could connect.</summary>
    public (string User, string Password)? ProxyCredentials { get; init; }
}
