using System.Collections.Concurrent;
using BotBottle.Core.Control;

namespace BotBottle.Proxy.Exchange;

/// <summary>
/// The exchanges of a run that are under way. An exchange is added before it is decided on, so that a cut finds it either here or at its decision.
/// </summary>
/// <param name="time">Measures how long a cut lets them finish.</param>
internal sealed class InFlight(TimeProvider time) : IDisposable
{
    /// <summary>As long as the answer of a client that left is read: a request or an answer without an end is no way to go on behind a cut.</summary>
    private static readonly TimeSpan FinishLimit = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Exchange, byte> _exchanges = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private ITimer? _finish;

    public int Count => _exchanges.Count;

    public void Add(Exchange exchange)
    {
        _exchanges[exchange] = 0;
        // The orders are read after it.
        Interlocked.MemoryBarrier();
    }

    public void Remove(Exchange exchange) => _exchanges.TryRemove(exchange, out _);

    /// <summary>
    /// Carries out new orders: a cut ends every exchange, or, where exchanges may finish, at once those that never would by themselves, and ten minutes later
    /// what is left. Orders that come meanwhile and leave the cut as it is do not change that.
    /// </summary>
    public void Obey(RunOrders orders)
    {
        lock (_lock)
        {
            if (orders.Cut is not { Finish: true })
            {
                Dispose();
            }
            else
            {
                _finish ??= time.CreateTimer(_ => Finish(), null, FinishLimit, Timeout.InfiniteTimeSpan);
            }
        }
        if (orders.Cut is { } cut)
        {
            End(ExchangeEnd.Cut, exchange => !cut.Finish || exchange.IsOpenEnded);
        }
    }

    public void EndAll(ExchangeEnd reason) => End(reason, _ => true);

    public void Dispose()
    {
        lock (_lock)
        {
            _finish?.Dispose();
            _finish = null;
        }
    }

    private void Finish()
    {
        lock (_lock)
        {
            // Egress may have been restored meanwhile.
            if (_finish is not null)
            {
                EndAll(ExchangeEnd.Cut);
            }
        }
    }

    private void End(ExchangeEnd reason, Func<Exchange, bool> applies)
    {
        // Whatever is added from now on is decided on by the new orders.
        Interlocked.MemoryBarrier();
        foreach (Exchange exchange in _exchanges.Keys.Where(applies))
        {
            exchange.End(reason);
        }
    }
}
