using BotBottle.Core.Control;
using BotBottle.Core.Hosts;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;

namespace BotBottle.Proxy.Policy;

/// <summary>What a run may reach, and with whose credentials. Immutable.</summary>
internal sealed class RunPolicy
{
    /// <summary>The host that the proxy answers itself (DESIGN 5.6). Not a name that DNS has: the underscore keeps it out of every zone of hosts.</summary>
    public const string IntrospectionHost = "_egress.local";

    private readonly ProviderTable _providers;
    private readonly IReadOnlyList<ProviderCredential> _keys;
    private readonly Dictionary<string, string> _secrets;
    private readonly Dictionary<string, SecretSearch> _searches;
    private readonly bool _agentCredentials;

    /// <exception cref="ProxyConfigurationException">A route is not valid.</exception>
    public RunPolicy(ProxyRun run, RouteSet routes, ProviderTable providers)
    {
        _providers = providers;
        _keys = run.Credentials;
        _secrets = run.Secrets.ToDictionary(secret => secret.Variable, secret => secret.Secret, StringComparer.Ordinal);
        _searches = run.Secrets.Select(secret => secret.Secret).Concat(_keys.Select(key => key.Secret)).Distinct(StringComparer.Ordinal)
            .ToDictionary(secret => secret, secret => new SecretSearch(secret), StringComparer.Ordinal);
        _agentCredentials = run.AgentCredentials;
        Version = routes.Version;
        Log = routes.Log;
        try
        {
            Routes = new RouteTable(routes.Routes);
        }
        catch (ArgumentException exception)
        {
            throw new ProxyConfigurationException($"routes: {exception.Message}");
        }
    }

    /// <summary>The version of the routes.</summary>
    public long Version { get; }

    public EgressLog Log { get; }

    public RouteTable Routes { get; }

    public Provider? ProviderOf(Authority authority) => _providers.Find(authority.Host.ToString(), authority.Port);

    /// <summary>Whose credential a request goes out with: null for the agent's own.</summary>
    /// <param name="route">The route that decided.</param>
    /// <param name="provider">The host's provider, or null.</param>
    /// <param name="missing">The variable that should hold one, where none is there and the agent's own may not be used.</param>
    public InjectedCredential? CredentialFor(Route route, Provider? provider, out string? missing)
    {
        missing = null;
        if (route.Auth is { } auth)
        {
            if (_secrets.TryGetValue(auth.Variable, out string? secret))
            {
                return new InjectedCredential(auth.Variable, auth.FieldName(), auth.ValueFor(secret), _searches[secret]);
            }
            missing = auth.Variable;
            return null;
        }
        if (provider is null)
        {
            return null;
        }
        if (_keys.FirstOrDefault(key => key.Provider == provider.Name) is { } host)
        {
            return new InjectedCredential(host.Variable, provider.Credential.Field, provider.Credential.ValueFor(host.Secret), _searches[host.Secret]);
        }
        if (!_agentCredentials && !route.AgentCredentials)
        {
            missing = provider.Credential.Variables is [string first, ..] ? first : $"the key of {provider.Name} (a route's token_env)";
        }
        return null;
    }

    public static bool IsIntrospection(Authority authority) => authority.Host.ToString() == IntrospectionHost;
}
