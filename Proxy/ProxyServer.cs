using System.Net;
using BotBottle.Core.Control;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Pipeline;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tls;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy;

/// <summary>All runs of a process with their listeners. It starts completely or not at all; it listens when <see cref="Start"/> returns.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly DeadlineClock _clock;
    private readonly List<ServedRun> _runs = [];
    private readonly List<Listener> _listeners = [];
    private readonly List<Task> _accepting = [];

    private ProxyServer(TimeProvider time) => _clock = new DeadlineClock(time);

    /// <summary>The endpoints of the listeners, in the order of the configuration.</summary>
    public IReadOnlyList<EndPoint> Endpoints => [.. _listeners.Select(listener => listener.LocalEndPoint)];

    /// <summary>The number of connections, of all runs, that ended because of an error in the proxy.</summary>
    public int Faults => _runs.Sum(run => run.Connections.Faults);

    /// <summary>The number of open client connections of all runs.</summary>
    public int Connections => _runs.Sum(run => run.Connections.Count);

    /// <summary>The number of exchanges in progress of all runs.</summary>
    public int InFlight => _runs.Sum(run => run.InFlight);

    /// <summary>Serves a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="log">Receives the usage and the events of runs without a controller.</param>
    /// <param name="time">The clock for all limits.</param>
    /// <param name="lookup">Resolves names; null for the system's resolver.</param>
    /// <exception cref="ProxyConfigurationException">The configuration is invalid.</exception>
    public static async Task<ProxyServer> StartAsync(
        ProxyConfiguration configuration, TextWriter log, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? lookup = null)
    {
        ProxyServer server = new(time);
        try
        {
            server.Start(configuration, log, time, lookup ?? Dns.GetHostAddressesAsync);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Listener listener in _listeners)
        {
            listener.Dispose();
        }
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        foreach (ServedRun run in _runs)
        {
            await run.Connections.DisposeAsync().ConfigureAwait(false);
        }
        foreach (ServedRun run in _runs)
        {
            await run.DisposeAsync().ConfigureAwait(false);
        }
        _clock.Dispose();
    }

    private void Start(
        ProxyConfiguration configuration, TextWriter log, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> lookup)
    {
        ProviderTable providers = ReadProviders(configuration.Providers);
        ContentDecoders decoders = new(DecodeLimits.Default);
        UpstreamResolver resolver = new(configuration.Upstream.Resolve, lookup, IsOwn, time: time);
        List<LeafAuthority> leaves = [.. configuration.Runs.Select(run => LeafAuthority.Load(run.CertificateAuthority, time))];
        UpstreamTrust trust = new(configuration.Upstream.CertificateAuthorities, leaves.Select(authority => authority.Certificate));
        UpstreamDialer dialer = new(resolver, trust, _clock, time);

        foreach ((ProxyRun configured, LeafAuthority authority) in configuration.Runs.Zip(leaves))
        {
            ServedRun run = new(configured, providers, ControlOf(configured, log, time), authority, dialer, decoders, _clock, time);
            _runs.Add(run);
            foreach (Listener listener in configured.Listeners.Select(Listener.Open))
            {
                _listeners.Add(listener);
                _accepting.Add(listener.RunAsync(run.Connections, time));
            }
        }
    }

    private bool IsOwn(IPEndPoint endpoint) => _listeners.Exists(listener => listener.IsAt(endpoint));

    private static IRunControl ControlOf(ProxyRun run, TextWriter log, TimeProvider time) => (run.Controller, run.Spool) switch
    {
        (null, _) => new StandaloneRun(log),
        ({ } controller, { } spool) => new ControlledRun(controller, spool, time),
        _ => throw new ProxyConfigurationException($"run {run.Name} has a controller but no spool"),
    };

    private static ProviderTable ReadProviders(IReadOnlyList<ProviderConfiguration> added)
    {
        try
        {
            return ProviderTable.From(added);
        }
        catch (ArgumentException exception)
        {
            throw new ProxyConfigurationException($"providers: {exception.Message}");
        }
    }
}
