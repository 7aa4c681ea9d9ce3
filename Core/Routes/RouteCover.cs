using BotBottle.Core.Yaml;

namespace BotBottle.Core.Routes;

/// <summary>Detects a route that never decides, because an earlier one matches all of its requests.</summary>
internal static class RouteCover
{
    /// <summary>
    /// True if each request of <paramref name="later"/> is one of <paramref name="earlier"/>. Regular expressions are compared as text, so an expression that
    /// includes another is not detected.
    /// </summary>
    public static bool Covers(Route earlier, Route later) =>
        CoversHost(earlier.Host, later.Host)
        && (earlier.Matches is null || (later.Matches is { } matches && matches.All(match => earlier.Matches.Any(wider => Covers(wider, match)))));

    /// <summary>Refuses routes of which one never decides.</summary>
    /// <exception cref="ConfigurationException">An earlier route matches all requests of a later one.</exception>
    public static void RefuseUnreachable(IReadOnlyList<Route> routes)
    {
        for (int later = 1; later < routes.Count; later++)
        {
            if (routes.Take(later).FirstOrDefault(earlier => Covers(earlier, routes[later])) is { } covering)
            {
                Route hidden = routes[later];
                throw new ConfigurationException(
                    new YamlMark(hidden.Origin.File, hidden.Origin.Line, 1),
                    $"the route for {hidden.Host} never applies: {covering.Describe()} matches all of its requests first. Put the narrower route before the "
                        + "wider one, or remove it");
            }
        }
    }

    private static bool CoversHost(string earlier, string later)
    {
        if (!RouteHost.TryParse(earlier, out RouteHost wide) || !RouteHost.TryParse(later, out RouteHost narrow))
        {
            return false;
        }

        bool ports = wide.Port == narrow.Port || (wide.Port is null && narrow.Port is 443 or 80);
        return ports && (wide.IsWildcard
            ? narrow.Host.IsSubdomainOf(wide.Host) || (narrow.IsWildcard && narrow.Host == wide.Host)
            : !narrow.IsWildcard && narrow.Host == wide.Host);
    }

    private static bool Covers(RouteMatch wider, RouteMatch match) =>
        (wider.Paths is null || (match.Paths is { } paths && paths.All(path => wider.Paths.Any(rule => Covers(rule, path)))))
        && (wider.Methods is null || (match.Methods is { } methods && methods.All(wider.Methods.Contains)))
        && (wider.Headers is null || (match.Headers is { } headers && wider.Headers.All(headers.Contains)));

    private static bool Covers(PathRule wider, PathRule path) => wider.Type switch
    {
        PathRuleType.Prefix => path.Type != PathRuleType.Regex && path.Value.StartsWith(wider.Value, StringComparison.Ordinal)
            && (path.Value.Length == wider.Value.Length || wider.Value.EndsWith('/') || path.Value[wider.Value.Length] == '/'),
        _ => path == wider,
    };
}
