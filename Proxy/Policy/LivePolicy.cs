using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Policy;

/// <summary>The policy in force. An edit replaces it whole; whoever decides takes it once, so that no request is judged by halves of two.</summary>
internal sealed class LivePolicy
{
    private readonly RunCredentials _credentials;
    private readonly ProviderTable _providers;
    private readonly Lock _lock = new();
    private volatile RunPolicy _current;

    /// <exception cref="ProxyConfigurationException">The routes to begin with cannot be served.</exception>
    public LivePolicy(RouteSet routes, RunCredentials credentials, ProviderTable providers)
    {
        _credentials = credentials;
        _providers = providers;
        _current = Compile(routes);
    }

    public RunPolicy Current => _current;

    /// <summary>Puts newer routes in force; older ones, which a reconnected stream may bring again, change nothing.</summary>
    /// <returns>Whether they are in force now and were not before.</returns>
    /// <exception cref="ProxyConfigurationException">They cannot be served; the last ones stay.</exception>
    public bool Replace(RouteSet routes)
    {
        lock (_lock)
        {
            if (routes.Version <= _current.Version)
            {
                return false;
            }
            _current = Compile(routes);
            return true;
        }
    }

    private RunPolicy Compile(RouteSet routes)
    {
        try
        {
            return new RunPolicy(routes, _credentials, _providers);
        }
        catch (ArgumentException exception)
        {
            throw new ProxyConfigurationException($"routes: {exception.Message}");
        }
    }
}
