using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Logins;
using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Tls;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;
using BotBottle.Proxy.WebSockets;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// One run: builds its parts, each from its dependencies, and applies the controller's orders. No state of a run is static, so that one process can serve
/// several.
/// </summary>
internal sealed class ServedRun : IAsyncDisposable
{
    private readonly IRunControl _control;
    private readonly LivePolicy _policy;
    private readonly LeafAuthority _leaves;
    private readonly UpstreamPool _pool;
    private readonly InFlight _inFlight;
    private readonly TimeProvider _time;
    private readonly LiveLogin[] _logins;

    public ServedRun(
        ProxyRun configuration, ProviderTable providers, IRunControl control, LeafAuthority leaves, UpstreamDialer dialer,
        ContentDecoders decoders, DeadlineClock clock, TimeProvider time)
    {
        (_control, _leaves, _time) = (control, leaves, time);
        OutboundPolicy outbound = new(configuration);
        TokenRequest tokens = new(dialer, time);
        _logins = [.. (configuration.Logins ?? []).Select(login => new LiveLogin(login, tokens, time, () => KnowLogins(outbound)))];
        KnowLogins(outbound);
        CredentialVault vault = new(configuration, _logins);
        _policy = new LivePolicy(configuration.Routes ?? RouteSet.BuiltIn, vault.Names, providers);
        _pool = new UpstreamPool(dialer);
        _inFlight = new InFlight(time);

        RunRefusals refusals = new(configuration.Name, time);
        Journal journal = new(control, _policy, outbound, time);
        LiveDecision decision = new(refusals, _policy, control);
        OutboundReview review = new(control, journal, refusals, outbound, AsksOperator: configuration is { Unsupervised: false, Controller: not null });
        CallAccounting accounting = new(control, refusals, time);
        RequestGates gates = new(accounting, new InputCounter(new TokenCount(_pool, time), control, time, FolderOf(configuration)), decoders);
        // Room for a few messages of the largest size, or for many of the usual 100 KB.
        MessageRules messages = new(decision, vault, review, accounting, journal, new GatherBudget(4L * GatherBudget.MaxMessageBytes));

        RefusalStage refusing = new(refusals, journal);
        ResponseStage responding = new(_pool, decoders, new ResponseDrain(time), refusals, journal);
        ForwardStage forwarding = new(review, gates, new SendStage(_pool, decoders), responding, new WebSocketStage(messages, journal), refusing);
        ExchangeRunner runner = new(decision, vault, _inFlight, forwarding, refusing, time);
        RequestLoop inside = new(runner, refusing);
        Tunnel tunnel = new(_policy, leaves, inside, refusals, journal, time);
        RequestLoop proxy = new(runner, refusing, configuration.Password, tunnel.OpenAsync);
        Connections = new RunConnections(new ClientSession(tunnel, proxy, inside, clock), _inFlight);

        control.OrdersChanged += Obey;
        if (control.Orders is { } orders)
        {
            // They arrived before the handler was added.
            Obey(orders);
        }
    }

    /// <summary>The run's client connections.</summary>
    public RunConnections Connections { get; }

    /// <summary>The number of exchanges in progress.</summary>
    public int InFlight => _inFlight.Count;

    // The folder for temporary copies of request bodies; null without a controller.
    private static string? FolderOf(ProxyRun configuration) => configuration.Spool is { } spool ? Path.GetDirectoryName(Path.GetFullPath(spool)) : null;

    private void KnowLogins(OutboundPolicy outbound)
    {
        lock (outbound)
        {
            // Null while the logins are made.
            outbound.Know((_logins ?? []).SelectMany(login => login.Secrets));
        }
    }

    // Routes are applied before cuts: an exchange that begins in between is decided on with the new routes, and the cut finds it.
    private void Obey(RunOrders orders)
    {
        if (orders.Routes is { } routes)
        {
            try
            {
                _policy.Replace(routes);
            }
            catch (ProxyConfigurationException exception)
            {
                _control.Tell(new EgressEvent(
                    EventKind.RouteReloadFailed, _time.GetUtcNow(), null, null, null, 0, null, $"{exception.Message}; the last valid routes stay in force"));
            }
        }
        _inFlight.Obey(orders);
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        foreach (LiveLogin login in _logins)
        {
            await login.DisposeAsync().ConfigureAwait(false);
        }
        await _control.DisposeAsync().ConfigureAwait(false);
        _inFlight.Dispose();
        _leaves.Dispose();
    }
}
