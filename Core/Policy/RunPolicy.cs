using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>The routes and credentials of a run. Immutable.</summary>
public sealed class RunPolicy
{
    /// <summary>
    /// The host for which the proxy responds itself (docs/contracts.md, section 8). DNS cannot have it: a host name with an underscore is invalid.
    /// </summary>
    public const string IntrospectionHost = "_egress.local";

    private readonly ProviderTable _providers;
    private readonly RunCredentials _credentials;

    /// <summary>Compiles a policy.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="credentials">The names of the available credentials.</param>
    /// <param name="providers">The providers and their hosts.</param>
    /// <exception cref="ArgumentException">A route is invalid; the message names it and the error.</exception>
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

    /// <summary>The traffic to report.</summary>
    public EgressLog Log { get; }

    /// <summary>The compiled routes.</summary>
    public RouteTable Routes { get; }

    /// <summary>The provider whose API an authority is; null for any other host.</summary>
    public Provider? ProviderOf(Authority authority) => _providers.Find(authority.Host.ToString(), authority.Port);

    /// <summary>The credential to inject into a request; null to keep the agent's own.</summary>
    /// <param name="route">The deciding route.</param>
    /// <param name="provider">The host's provider, or null.</param>
    /// <param name="missing">The variable that is not set, if a credential is required and the agent's own may not be used.</param>
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

    /// <summary>True if the proxy itself responds for an authority.</summary>
    public static bool IsIntrospection(Authority authority) => authority.Host.ToString() == IntrospectionHost;
}
