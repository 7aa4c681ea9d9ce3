using BotBottle.Core.Routes;
using BotBottle.Core.Text;

namespace BotBottle.Core.Presets;

/// <summary>
/// One word of <c>--allow</c>, or of <c>allow</c> in a bottle: the name of a registry preset or of an agent, or a host as routes write it. A host is opened for
/// every request, including git fetches; git push over HTTPS stays refused.
/// </summary>
public static class AllowEntry
{
    // Presets that people know by the name of the tool or language.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["node"] = "npm", ["yarn"] = "npm", ["pnpm"] = "npm", ["bun"] = "npm", ["python"] = "pypi", ["pip"] = "pypi", ["uv"] = "pypi", ["rust"] = "cargo",
        ["crates"] = "cargo", ["golang"] = "go", ["java"] = "maven", ["mvn"] = "maven", ["gradle"] = "maven", ["dotnet"] = "nuget",
        ["apt"] = "debian", ["deb"] = "debian", ["git"] = "github", ["gh"] = "github",
    };

    /// <summary>The words of a comma-separated list, without empty ones.</summary>
    public static IEnumerable<string> Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The error in a word; null if it is valid.</summary>
    public static string? Problem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (RegistryPresets.Routes(word) is not null || AgentPresets.Named(word) is not null || IsHost(word))
        {
            return RouteHost.TryParse(word, out RouteHost pattern) && pattern.IsTooWide ? pattern.TooWide : null;
        }

        int scheme = word.IndexOf("://", StringComparison.Ordinal);
        string host = (scheme < 0 ? word : word[(scheme + 3)..]).Split('/')[0];
        if (host != word && IsHost(host))
        {
            return $"'{word}' is a URL; write the host alone: {host}";
        }

        string? meant = OtherNames.GetValueOrDefault(word) ?? NearestKey.Find(word, [.. RegistryPresets.Names, .. AgentPresets.Names]);
        return $"there is no preset '{word}'{(meant is null ? "." : $"; did you mean '{meant}'?")} There are {string.Join(", ", RegistryPresets.Names)}, and "
            + $"the agents {string.Join(", ", AgentPresets.Names)}. "
            + "A host is written in full, such as api.example.com, *.example.com or build:8443";
    }

    /// <summary>The routes of a word.</summary>
    /// <param name="word">A word without a <see cref="Problem"/>.</param>
    /// <param name="origin">The place of the word; the routes of a preset name the preset.</param>
    /// <exception cref="FormatException">The word is invalid.</exception>
    public static IReadOnlyList<Route> Routes(string word, RouteOrigin origin) =>
        RegistryPresets.Routes(word)
        ?? (AgentPresets.Named(word) is { } agent ? AgentRoutes.All(agent) : null)
        ?? (Problem(word) is { } problem ? throw new FormatException(problem)
            : [new Route(origin, RouteHost.TryParse(word, out RouteHost host) ? host.ToString() : word, GitFetch: true)]);

    // A name of one label is more often a misspelt preset than a host, but not with a port.
    private static bool IsHost(string word) =>
        RouteHost.TryParse(word, out RouteHost host)
            && (host.IsWildcard || host.Port is not null || host.Host.Address is not null || word.Contains('.', StringComparison.Ordinal));
}
