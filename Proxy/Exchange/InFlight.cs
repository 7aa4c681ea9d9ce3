using System.Collections.Concurrent;
using BotBottle.Core.Control;

namespace BotBottle.Proxy.Exchange;

/// <summary>
/// The exchanges of a run that are under way. An exchange is added before it is decided on, so that a cut finds it either here or at its decision.
/// </summary>
internal sealed class InFlight
{
    private readonly ConcurrentDictionary<Exchange, byte> _exchanges = new(ReferenceEqualityComparer.Instance);

    public int Count => _exchanges.Count;

    public void Add(Exchange exchange) => _exchanges[exchange] = 0;

    public void Remove(Exchange exchange) => _exchanges.TryRemove(exchange, out _);

    /// <summary>Carries out new orders: an operator's cut that does not let exchanges finish ends them all.</summary>
    public void Obey(RunOrders orders)
    {
        if (orders.Cut is { Finish: false })
        {
            EndAll(ExchangeEnd.Cut);
        }
    }

    public void EndAll(ExchangeEnd reason)
    {
        foreach (Exchange exchange in _exchanges.Keys)
        {
            exchange.End(reason);
        }
    }
}
