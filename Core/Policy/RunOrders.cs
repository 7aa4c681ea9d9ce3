using BotBottle.Core.Budgets;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>
/// The state in which the controller wants a run's proxy: one line of the orders stream. Orders are state, not commands: the newest line is complete, so that a
/// lost stream loses no cut.
/// </summary>
/// <param name="Version">The version, which grows with each change; a proxy drops a line that is older than its own.</param>
/// <param name="Cut">The cut; null while egress is open.</param>
/// <param name="Spent">Budgets without room although the run is not cut (<c>rate</c>, or the moment before the cut): step 6 refuses model calls to these
/// providers without asking the controller.</param>
/// <param name="Routes">The routes since the last edit; null if there was none or none is known. The proxy then keeps its routes.</param>
/// <param name="Approvals">The run's pending approvals and decisions in force; null for none. A pending one that is suddenly missing has timed out.</param>
/// <param name="Counted">The providers whose calls a budget's gate counts (<c>count</c>, <c>strict</c>); null for none.</param>
/// <param name="Closed">Spent budgets that close only the hosts of their provider, while the run is not cut; null for none.</param>
/// <param name="Freeze">True to stop and end the bottle with its state saved; for <c>run</c>, which follows the same stream. A proxy ignores it.</param>
public sealed record RunOrders(
    long Version, EgressCut? Cut, IReadOnlyList<BudgetRefusal> Spent, RouteSet? Routes = null, IReadOnlyList<ApprovalOrder>? Approvals = null,
    IReadOnlyList<string>? Counted = null, bool Freeze = false, IReadOnlyList<BudgetRefusal>? Closed = null)
{
    /// <summary>Orders with open egress and no spent budget, for a proxy without a controller.</summary>
    public static RunOrders Open { get; } = new(0, null, []);

    /// <summary>The spent budget that closes a provider's hosts; null while they are open.</summary>
    public BudgetRefusal? ClosedFor(string provider) => Closed?.FirstOrDefault(budget => budget.Provider == provider);

    /// <summary>The decision on a value at a destination. One for that destination precedes one for every destination; null for none.</summary>
    /// <param name="fingerprint">The value's fingerprint.</param>
    /// <param name="host">The destination (<see cref="ApprovalRequest.Host"/>).</param>
    public ApprovalOrder? FindApproval(string fingerprint, string host)
    {
        ApprovalOrder? everywhere = null;
        for (int i = 0; i < (Approvals?.Count ?? 0); i++)
        {
            ApprovalOrder order = Approvals![i];
            if (order.Fingerprint != fingerprint)
            {
                continue;
            }

            if (order.Host == host)
            {
                return order;
            }

            // A rejection precedes an approval.
            if (ApprovalReach.IsEverywhere(order.State, order.AnyHost) && everywhere?.State != ApprovalState.Rejected)
            {
                everywhere = order;
            }
        }

        return everywhere;
    }
}
