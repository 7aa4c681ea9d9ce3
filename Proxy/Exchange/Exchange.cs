using BotBottle.Core.Control;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Exchange;

/// <summary>One request with its answer: its name, why it ended (the first reason stays), and the way to end it from outside.</summary>
internal sealed class Exchange(UpstreamTarget target, DateTimeOffset startedAt) : IDisposable
{
    private const int NoEnd = -1;

    private readonly CancellationTokenSource _stop = new();
    private UpstreamConnection? _upstream;
    private int _end = NoEnd;

    /// <summary>Unique over all runs and restarts; sorts by time.</summary>
    public string Id { get; } = Guid.CreateVersion7(startedAt).ToString("N");

    public UpstreamTarget Target => target;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Ends waits that are not for a peer: for the controller, for a connection.</summary>
    public CancellationToken Stopped => _stop.Token;

    public bool IsCut => Volatile.Read(ref _end) == (int)ExchangeEnd.Cut;

    /// <summary>Records why it ended, and gives back the reason that stands.</summary>
    public ExchangeEnd EndAs(ExchangeEnd end)
    {
        int first = Interlocked.CompareExchange(ref _end, (int)end, NoEnd);
        return first == NoEnd ? end : (ExchangeEnd)first;
    }

    /// <summary>The connection that the exchange uses from now on; it breaks with a cut.</summary>
    public void Use(UpstreamConnection? upstream)
    {
        Volatile.Write(ref _upstream, upstream);
        if (IsCut)
        {
            upstream?.Peer.Abort("cut");
        }
    }

    /// <summary>An operator's cut: whatever it waits for ends now. For use by anyone.</summary>
    public void Cut()
    {
        if (EndAs(ExchangeEnd.Cut) != ExchangeEnd.Cut)
        {
            return;
        }
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
        Volatile.Read(ref _upstream)?.Peer.Abort("cut");
    }

    public void Dispose() => _stop.Dispose();
}
