using BotBottle.Core.Providers;

namespace BotBottle.Core.Routes;

/// <summary>What opens a provider: its hosts, whole or where its key serves models alone (<see cref="Provider.Paths"/>).</summary>
public static class ProviderRoutes
{
    /// <summary>A route for each of its hosts.</summary>
    /// <param name="origin">What brings them in.</param>
    /// <param name="provider">The provider.</param>
    public static IEnumerable<Route> Of(RouteOrigin origin, Provider provider) => provider.Hosts.Select(host => Of(origin, provider, host));

    /// <summary>The route for one of its hosts.</summary>
    /// <param name="origin">What brings it in.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="host">The host.</param>
    public static Route Of(RouteOrigin origin, Provider provider, ProviderHost host) =>
        new(origin, host.ToString(), Matches: provider.Paths is { } paths ? [new RouteMatch([.. paths.Select(RuleOf)], null, null)] : null);

    private static PathRule RuleOf(string path) => new(path.EndsWith('/') ? PathRuleType.Prefix : PathRuleType.Exact, path);
}
