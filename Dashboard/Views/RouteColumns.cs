using BotBottle.Core.Routes;

namespace BotBottle.Dashboard.Views;

/// <summary>The columns of routes.</summary>
internal static class RouteColumns
{
    /// <summary>All of them.</summary>
    public static Column<Route>[] All { get; } =
    [
        new("HOST", 20, 0, (route, _) => route.Host, Most: 40),
        new("OPEN", 20, 1, (route, _) => Open(route), Most: 80),
        new("KEY", 10, 3, (route, _) => route.Auth?.Variable ?? (route.AgentCredentials ? "the agent's" : "-"), Most: 24),
        new("GIT", 5, 4, (route, _) => route.GitFetch ? "fetch" : "-"),
        new("SCAN", 9, 5, (route, _) => route.Dlp is { } dlp ? (dlp.Outbound is { Count: 0 } ? "off" : dlp.OnMatch.ToString().ToLowerInvariant()) : "default"),
        new("WRITTEN IN", 14, 2, (route, _) => route.Origin.ToString(), Most: 40),
    ];

    private static string Open(Route route) => route.Matches is not { Count: > 0 } matches
        ? "everything"
        : string.Join(" | ", matches.Select(match =>
        {
            string methods = match.Methods is { } names ? string.Join(',', names) : "any method";
            string paths = match.Paths is { } rules ? string.Join(',', rules.Select(rule => rule.Value)) : "any path";
            return $"{methods} {paths}{(match.Headers is { Count: > 0 } headers ? $" with {string.Join(',', headers.Select(header => header.Name))}" : "")}";
        }));
}
