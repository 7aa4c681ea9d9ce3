using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Policy;
using BotBottle.Proxy.Reports;
using BotBottle.Proxy.Tls;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Run;

/// <summary>Everything that belongs to one run. Nothing of a run is static or global, so that a process can serve several.</summary>
internal sealed class ServedRun : IAsyncDisposable
{
    private long _toldOfCounts;

    public ServedRun(
        ProxyRun configuration, ProviderTable providers, IRunControl control, LeafAuthority leaves, UpstreamDialer dialer,
        ContentDecoders decoders, DeadlineClock clock, TimeProvider time)
    {
        Name = configuration.Name;
        Password = configuration.Password;
        Folder = configuration.Spool is { } spool ? Path.GetDirectoryName(Path.GetFullPath(spool)) : null;
        Vault = new CredentialVault(configuration);
        Policy = new LivePolicy(configuration.Routes ?? RouteSet.BuiltIn, Vault.Names, providers);
        Refusals = new RunRefusals(configuration.Name, time);
        Decision = new EgressDecision(Refusals);
        Control = control;
        Outbound = new OutboundPolicy(configuration);
        Journal = new Journal(control, Policy, Outbound, time);
        Leaves = leaves;
        Pool = new UpstreamPool(dialer);
        Drain = new AnswerDrain(time);
        InFlight = new InFlight(time);
        Decoders = decoders;
        Clock = clock;
        Time = time;
        control.OrdersChanged += Obey;
        if (control.Orders is { } orders)
        {
            // They came before anybody listened.
            Obey(orders);
        }
    }

    public string Name { get; }

    /// <summary>What a client of a proxy listener has to present; null for nothing.</summary>
    public string? Password { get; }

    public Journal Journal { get; }

    public CredentialVault Vault { get; }

    public LivePolicy Policy { get; }

    public RunRefusals Refusals { get; }

    public EgressDecision Decision { get; }

    public IRunControl Control { get; }

    public OutboundPolicy Outbound { get; }

    public LeafAuthority Leaves { get; }

    public UpstreamPool Pool { get; }

    public AnswerDrain Drain { get; }

    public InFlight InFlight { get; }

    /// <summary>The memory for messages on WebSockets that wait to be judged: some of the largest, many of the usual 100 KB.</summary>
    public GatherBudget Gathered { get; } = new(4L * GatherBudget.MaxMessageBytes);

    /// <summary>The room for bodies that are kept to be counted.</summary>
    public GatherBudget Counted { get; } = new(4L * BodyCopy.MaxBytes);

    /// <summary>Where what a run's calls need for a moment may lie; null for a proxy alone.</summary>
    public string? Folder { get; }

    public ContentDecoders Decoders { get; }

    public DeadlineClock Clock { get; }

    public TimeProvider Time { get; }

    /// <summary>Whether to tell that a count failed: of many, once a minute.</summary>
    public bool MayTellOfCounts()
    {
        long told = Interlocked.Read(ref _toldOfCounts);
        long now = Time.GetTimestamp();
        return (told == 0 || Time.GetElapsedTime(told, now) >= TimeSpan.FromMinutes(1)) && Interlocked.CompareExchange(ref _toldOfCounts, now, told) == told;
    }

    // Routes before cuts: an exchange that begins in between is judged by the new ones, and found by the cut.
    private void Obey(RunOrders orders)
    {
        if (orders.Routes is { } routes)
        {
            try
            {
                Policy.Replace(routes);
            }
            catch (ProxyConfigurationException exception)
            {
                Control.Tell(new EgressEvent(
                    EventKind.RouteReloadFailed, Time.GetUtcNow(), null, null, null, 0, null, $"{exception.Message}; the last good routes stay"));
            }
        }
        InFlight.Obey(orders);
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync().ConfigureAwait(false);
        await Control.DisposeAsync().ConfigureAwait(false);
        InFlight.Dispose();
        Leaves.Dispose();
    }
}
