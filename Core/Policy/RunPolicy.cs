using BotBottle.Core.Hosts;
using BotBottle.Core.Logins;
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

    private const string OfLogin = "the login ";

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
    /// <param name="request">The request.</param>
    /// <param name="route">The deciding route.</param>
    /// <param name="provider">The host's provider, or null.</param>
    /// <param name="missing">The variable that is not set, if a credential is required and the agent's own may not be used; or why a login is not used.</param>
    public CredentialSource? CredentialFor(in EgressRequest request, Route route, Provider? provider, out string? missing)
    {
        ArgumentNullException.ThrowIfNull(route);
        missing = null;
        if (route.Auth is { } auth)
        {
            if (_credentials.Variables.Contains(auth.Variable, StringComparer.Ordinal))
            {
                return new CredentialSource(auth.Variable, null, auth.FieldName(), auth.Prefix());
            }

            if (_credentials.Logins.Count > 0 && OwnerOf(auth.Variable) is { } owner && LoginOf(owner) is { } login)
            {
                return Of(owner, login, request, auth.FieldName(), auth.Prefix(), out missing);
            }

            missing = auth.Variable;
            return null;
        }

        if (provider is null)
        {
            return null;
        }

        if (_credentials.Logins.Count > 0 && LoginAgent.OfProvider(provider.Name) is { } agent && LoginOf(agent) is { } use)
        {
            CredentialSource? source = Of(agent, use, request, "authorization", "Bearer ", out missing);
            missing = _credentials.AgentsOwn || route.AgentCredentials ? null : missing;
            return source;
        }

        if (_credentials.Keys.TryGetValue(provider.Name, out string? variable))
        {
            return new CredentialSource(variable, provider.Name, provider.Credential.Field, provider.Credential.Prefix);
        }

        if (!_credentials.AgentsOwn && !route.AgentCredentials && !provider.IsKeyless)
        {
            missing = provider.Credential.Variables is [string first, ..] ? first : $"the key of {provider.Name} (a route's token_env)";
        }

        return null;
    }

    /// <summary>True if a credential is missing because the run's login is not sent to that place, and not because there is none.</summary>
    internal static bool IsOfLogin(string missing) => missing.StartsWith(OfLogin, StringComparison.Ordinal);

    /// <summary>The login whose tokens a request asks to refresh; null for any other request.</summary>
    public LoginUse? LoginToRefresh(in EgressRequest request)
    {
        // Runs for every request: no enumerator, and nothing at all without a login.
        for (int i = 0; i < _credentials.Logins.Count; i++)
        {
            LoginUse login = _credentials.Logins[i];
            if (request is { Tls: true, IsWebSocket: false } && LoginAgent.Named(login.Agent) is { } agent
                && agent.IsRefresh(request.Authority.Host.ToString(), request.Authority.Port, request.Method, request.Path.Path))
            {
                return login;
            }
        }

        return null;
    }

    private static CredentialSource? Of(
        LoginAgent agent, LoginUse login, in EgressRequest request, string field, string prefix, out string? missing)
    {
        bool takes = agent.Takes(request.Authority.Host.ToString(), request.Authority.Port, request.Path.Path);
        missing = takes ? null
            : $"{OfLogin}{login.Agent}:{login.Name} is not sent to {request.Authority.Host}{request.Path.Path}, because it could do more there than "
                + "call models";
        return takes ? new CredentialSource(login.ToString(), null, field, prefix) { Login = login } : null;
    }

    private static LoginAgent? OwnerOf(string variable) =>
        LoginAgent.All.FirstOrDefault(agent => ProviderTable.BuiltIn.Named(agent.Provider)!.Credential.Variables.Contains(variable));

    private LoginUse? LoginOf(LoginAgent agent) => _credentials.Logins.FirstOrDefault(login => login.Agent == agent.Name);

    /// <summary>True if the proxy itself responds for an authority.</summary>
    public static bool IsIntrospection(Authority authority) => authority.Host.ToString() == IntrospectionHost;
}
