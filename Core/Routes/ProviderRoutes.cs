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
        new(origin, host.ToString(), AuthOf(provider), Matches: provider.Paths is { } paths ? [new RouteMatch([.. paths.Select(RuleOf)], null, null)] : null);

    // The keys of built-in providers need no route: the host's are found by their variables.
    private static RouteAuth? AuthOf(Provider provider) => !provider.IsBuiltIn && provider.Credential is { Variables: [string variable, ..] } credential
        ? Enum.GetValues<AuthScheme>().Select(scheme => new RouteAuth(scheme, variable))
            .First(auth => auth.FieldName() == credential.Field && auth.Prefix() == credential.Prefix)
        : null;

    private static PathRule RuleOf(string path) => new(path.EndsWith('/') ? PathRuleType.Prefix : PathRuleType.Exact, path);
}
