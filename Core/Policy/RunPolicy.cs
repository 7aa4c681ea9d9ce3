using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>What a run may reach, and with whose credentials. Immutable.</summary>
public sealed class RunPolicy
{
    /// <summary>The host that the proxy answers itself (docs/contracts.md, section 8). Not a name that DNS has: the underscore keeps it out of every zone of hosts.</summary>
    public const string IntrospectionHost = "_egress.local";

    private readonly ProviderTable _providers;
    private readonly RunCredentials _credentials;

    /// <summary>Compiles a policy.</summary>
    /// <param name="routes">What is open.</param>
    /// <param name="credentials">The credentials that there are.</param>
    /// <param name="providers">Whose API a host is.</param>
    /// <exception cref="ArgumentException">A route is not valid; the message says which and why.</exception>
    public RunPolicy(RouteSet routes, RunCredentials credentials, ProviderTable providers)
    {
        ArgumentNullException.ThrowIfNull(routes);
        _providers = providers;
        _credentials = credentials;
        Version = routes.Version;
        Log = routes.Log;
        Routes = new RouteTable(routes.Routes);
    }

    /// <summary>The version of the routes.</summary>
    public long Version { get; }

    /// <summary>What of the traffic is reported.</summary>
    public EgressLog Log { get; }

    /// <summary>What is open.</summary>
    public RouteTable Routes { get; }

    /// <summary>Whose API an authority is; null for any other host.</summary>
    public Provider? ProviderOf(Authority authority) => _providers.Find(authority.Host.ToString(), authority.Port);

    /// <summary>Whose credential a request goes out with: null for the agent's own.</summary>
    /// <param name="route">The route that decided.</param>
    /// <param name="provider">The host's provider, or null.</param>
    /// <param name="missing">The variable that should hold one, where none is there and the agent's own may not be used.</param>
    public CredentialSource? CredentialFor(Route route, Provider? provider, out string? missing)
    {
        ArgumentNullException.ThrowIfNull(route);
        missing = null;
        if (route.Auth is { } auth)
        {
            if (_credentials.Variables.Contains(auth.Variable, StringComparer.Ordinal))
            {
                return new CredentialSource(auth.Variable, null, auth.FieldName(), auth.Prefix());
            }

            missing = auth.Variable;
            return null;
        }

        if (provider is null)
        {
            return null;
        }

        if (_credentials.Keys.TryGetValue(provider.Name, out string? variable))
        {
            return new CredentialSource(variable, provider.Name, provider.Credential.Field, provider.Credential.Prefix);
        }

        if (!_credentials.AgentsOwn && !route.AgentCredentials)
        {
            missing = provider.Credential.Variables is [string first, ..] ? first : $"the key of {provider.Name} (a route's token_env)";
        }

        return null;
    }

    /// <summary>Whether the proxy answers for an authority itself.</summary>
    public static bool IsIntrospection(Authority authority) => authority.Host.ToString() == IntrospectionHost;
}
