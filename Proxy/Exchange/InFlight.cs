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

    /// <summary>Carries out new orders: a cut ends every exchange, or, where exchanges may finish, those that never would by themselves.</summary>
    public void Obey(RunOrders orders)
    {
        if (orders.Cut is { } cut)
        {
            End(ExchangeEnd.Cut, exchange => !cut.Finish || exchange.IsOpenEnded);
        }
    }

    public void EndAll(ExchangeEnd reason) => End(reason, _ => true);

    private void End(ExchangeEnd reason, Func<Exchange, bool> applies)
    {
        foreach (Exchange exchange in _exchanges.Keys.Where(applies))
        {
            exchange.End(reason);
        }
    }
}
