using System.Collections.Concurrent;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Run;

/// <summary>
/// The exchanges of a run that are in progress. An exchange is added before its decision, so that a cut finds it either here or at its decision.
/// </summary>
/// <param name="time">The clock for the time that a cut leaves to finish.</param>
internal sealed class InFlight(TimeProvider time) : IDisposable
{
    /// <summary>The same limit as for reading the response of a client that left. A request or response without an end must not bypass a cut.</summary>
    private static readonly TimeSpan FinishLimit = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Exchange, byte> _exchanges = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ITimer> _closing = [];
    private ITimer? _finish;

    public int Count => _exchanges.Count;

    public void Add(Exchange exchange)
    {
        _exchanges[exchange] = 0;
        // The orders are read after the exchange is added.
        Interlocked.MemoryBarrier();
    }

    public void Remove(Exchange exchange) => _exchanges.TryRemove(exchange, out _);

    /// <summary>
    /// Applies new orders. A cut ends every exchange; if exchanges may finish, it ends at once those that would never end by themselves, and the rest ten
    /// minutes later. The exchanges of a closed provider end after ten minutes as well. Later orders that keep the cut do not change these times.
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

    /// <summary>Starts the time to finish for exchanges with closed providers, as long as under a cut.</summary>
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
            // Egress may have been reopened meanwhile.
            if (_finish is not null)
            {
                EndAll(ExchangeEnd.Cut);
            }
        }
    }

    private void End(ExchangeEnd reason, Func<Exchange, bool> applies)
    {
        // Exchanges added from now on are decided on with the new orders.
        Interlocked.MemoryBarrier();
        foreach (Exchange exchange in _exchanges.Keys.Where(applies))
        {
            exchange.End(reason);
        }
    }
}
