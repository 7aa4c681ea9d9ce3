using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Metering;

/// <summary>
/// Detects that a client has left while its call waits for an admission, which may take 20 s, so that the call does not delay others. It checks once a second:
/// a client may close its side after its request, as HTTP allows, and is not taken for gone if the admission arrives at once.
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

    /// <summary>Cancelled when the client has left or the exchange was ended from outside.</summary>
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
            // The admission has just arrived.
        }
    }
}
