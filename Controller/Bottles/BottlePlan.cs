using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using BotBottle.Core.Presets;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Bottles;

/// <summary>All data that a backend needs to build one bottle. It is not read again after the start.</summary>
internal sealed record BottlePlan
{
    /// <summary>The run's id: letters, digits and hyphens.</summary>
    public required string RunId { get; init; }

    /// <summary>runs/ID: its folders home, tmp and etc are the bottle's HOME, /tmp and /etc.</summary>
    public required string RunFolder { get; init; }

    /// <summary>The places in <see cref="RunFolder"/>.</summary>
    public RunFiles Files => new(RunFolder);

    /// <summary>~/.bot-bottle or $BOT_BOTTLE_HOME, which no bottle can see.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The agent's program and its arguments; the program is found along the host's PATH.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The bottle's limits.</summary>
    public BottleLimits Limits { get; init; } = BottleLimits.From(LimitSettings.Default, hostMemory: 4L << 30);

    /// <summary>The agent's first working folder; it is shared read-write unless <see cref="Shares"/> says otherwise.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>The run's own workspace, which the bottle sees in place of the host's working folder; null to share that one.</summary>
    public BottleWorkspace? Workspace { get; init; }

    /// <summary>Other files and folders of the host.</summary>
    public IReadOnlyList<Share> Shares { get; init; } = [];

    /// <summary>Files that configure the run (routes, manifests, settings): read-only in the bottle, whatever their folder.</summary>
    public IReadOnlyList<string> SteeringFiles { get; init; } = [];

    /// <summary>The certificate of the run's own CA, PEM, without its key.</summary>
    public required string CaPem { get; init; }

    /// <summary>The exact hosts of the routes, in lower case; the bottle's /etc/hosts maps them to 127.0.0.1.</summary>
    public IReadOnlyList<string> RouteHosts { get; init; } = [];

    /// <summary>Placeholders for the providers' keys, by variable name. Only the proxy has the keys.</summary>
    public IReadOnlyDictionary<string, string> Placeholders { get; init; } = new Dictionary<string, string>();

    /// <summary>Variables of the agent's preset.</summary>
    public IReadOnlyDictionary<string, string> PresetEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files of the agent's preset for its HOME.</summary>
    public IReadOnlyList<PresetFile> PresetHome { get; init; } = [];

    /// <summary>Variables of <c>--env</c> with their values. They override all others in the agent's environment.</summary>
    public IReadOnlyDictionary<string, string> ExtraEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The agent's prompt, stored in its HOME for <c>$BOT_BOTTLE_PROMPT_FILE</c>; null for none.</summary>
    public string? Prompt { get; init; }

    /// <summary>The image of a container; null for other backends.</summary>
    public string? Image { get; init; }

    /// <summary>True if the run's folder already has a HOME: a frozen run is resumed with it unchanged.</summary>
    public bool Resumed { get; init; }

    /// <summary>git's user.name and user.email in the bottle; git asks for null members.</summary>
    public (string? Name, string? Email) GitUser { get; init; }

    /// <summary>The host's environment. Only PATH, HOME, TERM and the locale of it are used in the bottle.</summary>
    public required IReadOnlyDictionary<string, string> HostEnvironment { get; init; }

    /// <summary>The reaction to a breach in a shared folder.</summary>
    public BreachPolicy OnBreach { get; init; }

    /// <summary>Receives each breach at once, on any thread.</summary>
    public Action<FolderBreach> TellBreach { get; init; } = _ => { };

    /// <summary>The agent's standard streams.</summary>
    public BottleStreams Streams { get; init; } = new();

    /// <summary>User name and password for the proxy, if the listener is on the host's loopback, where any process could connect.</summary>
    public (string User, string Password)? ProxyCredentials { get; init; }
}
