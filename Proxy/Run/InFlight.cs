using System.Collections.Concurrent;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Run;

/// <summary>
/// The exchanges of a run that are under way. An exchange is added before it is decided on, so that a cut finds it either here or at its decision.
/// </summary>
/// <param name="time">Measures how long a cut lets them finish.</param>
internal sealed class InFlight(TimeProvider time) : IDisposable
{
    /// <summary>As long as the response of a client that left is read: a request or a response without an end is no way to go on behind a cut.</summary>
    private static readonly TimeSpan FinishLimit = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Exchange, byte> _exchanges = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ITimer> _closing = [];
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
    /// what is left. A closed provider's exchanges end after ten minutes as well. Orders that come meanwhile and leave the cut as it is do not change that.
    /// </summary>
    public void Obey(RunOrders orders)
    {
        lock (_lock)
        {
            Close([.. (orders.Closed ?? []).Select(budget => budget.Provider)]);
            if (orders.Cut is not { Finish: true })
            {
                _finish?.Dispose();
                _finish = null;
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
            Close([]);
            _finish?.Dispose();
            _finish = null;
        }
    }

    /// <summary>What goes to the hosts of closed providers has as long to finish as under a cut.</summary>
    private void Close(HashSet<string> providers)
    {
        foreach (string open in _closing.Keys.Where(provider => !providers.Contains(provider)).ToList())
        {
            _closing.Remove(open, out ITimer? timer);
            timer!.Dispose();
        }
        foreach (string provider in providers.Where(provider => !_closing.ContainsKey(provider)))
        {
            _closing.Add(provider, time.CreateTimer(_ => Finish(provider), null, FinishLimit, Timeout.InfiniteTimeSpan));
        }
    }

    private void Finish(string provider)
    {
        lock (_lock)
        {
            if (_closing.ContainsKey(provider))
            {
                End(ExchangeEnd.Cut, exchange => exchange.Verdict.Provider?.Name == provider);
            }
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
