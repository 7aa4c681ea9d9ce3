using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// Notices that a client has gone while its call waits for an admission, which may take 20 s: it must not take the place of one that is there. It looks once a
/// second, so that a client which ends its side behind its request, as HTTP allows, is not taken for gone where the admission comes at once.
/// </summary>
internal sealed class ClientWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone;
    private readonly ITimer _timer;

    public ClientWatch(Exchange exchange, TimeProvider time)
    {
        _gone = CancellationTokenSource.CreateLinkedTokenSource(exchange.Stopped);
        Gone = _gone.Token;
        _timer = time.CreateTimer(_ => Look(exchange), null, Period, Period);
    }

    /// <summary>The client has gone, or the exchange was ended from outside.</summary>
    public CancellationToken Gone { get; }

    public void Dispose()
    {
        _timer.Dispose();
        _gone.Dispose();
    }

    private void Look(Exchange exchange)
    {
        if (!exchange.Client.Peer.HasLeft)
        {
            return;
        }
        try
        {
            _ = _gone.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The admission has just come.
        }
    }
}
