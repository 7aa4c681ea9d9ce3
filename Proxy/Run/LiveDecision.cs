using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Reports;

namespace BotBottle.Proxy.Run;

/// <summary>Decides with the routes and the orders in force at the time of the call. Safe for several threads.</summary>
internal sealed class LiveDecision(RunRefusals refusals, LivePolicy policy, IRunControl control)
{
    private readonly EgressDecision _decision = new(refusals);

    /// <summary>The run's present orders; null before the first ones.</summary>
    public RunOrders? Orders => control.Orders;

    /// <summary>Waits for the run's first orders, for a limited time (<see cref="IRunControl.FirstOrdersAsync"/>).</summary>
    public ValueTask FirstOrdersAsync() => control.FirstOrdersAsync();

    /// <summary>Decides on a request, or on a message of a WebSocket.</summary>
    public Verdict Decide(in EgressRequest request) => _decision.Decide(request, policy.Current, control.Orders);

    /// <summary>The response to a request for the run's own state; null if the method or the path is unknown.</summary>
    public IntrospectionAnswer? Introspect(string method, CanonicalPath path) => Introspection.Answer(method, path.Path, policy.Current, control.Orders);
}
