using BotBottle.Core.Providers;

namespace BotBottle.Core.Routes;

/// <summary>The routes that open a provider's hosts, whole or only the paths of its models (<see cref="Provider.Paths"/>).</summary>
public static class ProviderRoutes
{
    /// <summary>A route for each of its hosts.</summary>
    /// <param name="origin">The source of the routes.</param>
    /// <param name="provider">The provider.</param>
    public static IEnumerable<Route> Of(RouteOrigin origin, Provider provider) => provider.Hosts.Select(host => Of(origin, provider, host));

    /// <summary>The route for one of its hosts.</summary>
    /// <param name="origin">The source of the route.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="host">The host.</param>
    public static Route Of(RouteOrigin origin, Provider provider, ProviderHost host) =>
        new(origin, host.ToString(), Matches: provider.Paths is { } paths ? [new RouteMatch([.. paths.Select(RuleOf)], null, null)] : null);

    private static PathRule RuleOf(string path) => new(path.EndsWith('/') ? PathRuleType.Prefix : PathRuleType.Exact, path);
}
