using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Run;

/// <summary>
/// The policy in force. An edit replaces the whole policy. A decision reads it once, so that no request is decided on with parts of two policies.
/// </summary>
internal sealed class LivePolicy
{
    private readonly RunCredentials _credentials;
    private readonly ProviderTable _providers;
    private readonly Lock _lock = new();
    private volatile RunPolicy _current;

    /// <exception cref="ProxyConfigurationException">The first routes are invalid.</exception>
    public LivePolicy(RouteSet routes, RunCredentials credentials, ProviderTable providers)
    {
        _credentials = credentials;
        _providers = providers;
        _current = Compile(routes);
    }

    public RunPolicy Current => _current;

    /// <summary>Puts newer routes in force. Older ones, which a reconnected stream may repeat, change nothing.</summary>
    /// <returns>True if the routes were put in force.</returns>
    /// <exception cref="ProxyConfigurationException">The routes are invalid; the last ones stay in force.</exception>
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
