using BotBottle.Core.Budgets;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Policy;

/// <summary>
/// The state that the controller wants a run's proxy to be in: one line of the orders stream. Orders are state, not
/// commands: the newest line holds everything, so a lost stream loses no cut.
/// </summary>
/// <param name="Version">Grows with each change; a proxy drops a line that is older than the one it has.</param>
/// <param name="Cut">Null while egress is open.</param>
/// <param name="Spent">Budgets that have no room although the run is not cut (<c>rate</c>, or the moment before the cut): the cheap
/// check of step 7 refuses model calls to these providers without asking.</param>
/// <param name="Routes">The routes since the last edit; null where there was none, or none is known: the proxy keeps what it has.</param>
/// <param name="Approvals">The run's pending approvals and the decisions that stand; null for none. A pending one that is missing here all at once has timed out.</param>
/// <param name="Counted">The providers whose calls a budget's gate counts (<c>count</c>, <c>strict</c>); null for none.</param>
/// <param name="Closed">Spent budgets that close the hosts of their provider and no other, while the run is not cut; null for none.</param>
/// <param name="Freeze">For <c>run</c>, which follows the same stream: the bottle is to be stopped and ended, so that nothing of it is lost. A proxy does not look at it.</param>
public sealed record RunOrders(
    long Version, EgressCut? Cut, IReadOnlyList<BudgetRefusal> Spent, RouteSet? Routes = null, IReadOnlyList<ApprovalOrder>? Approvals = null,
    IReadOnlyList<string>? Counted = null, bool Freeze = false, IReadOnlyList<BudgetRefusal>? Closed = null)
{
    /// <summary>Egress open, nothing spent: what a proxy without a controller works under.</summary>
    public static RunOrders Open { get; } = new(0, null, []);

    /// <summary>The spent budget that closes a provider's hosts; null where they are open.</summary>
    public BudgetRefusal? ClosedFor(string provider) => Closed?.FirstOrDefault(budget => budget.Provider == provider);

    /// <summary>What they say of a value at a destination: first what was asked for there, then what holds everywhere; null where they say nothing.</summary>
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

            // A no goes before a yes.
            if (ApprovalReach.IsEverywhere(order.State, order.AnyHost) && everywhere?.State != ApprovalState.Rejected)
            {
                everywhere = order;
            }
        }

        return everywhere;
    }
}
