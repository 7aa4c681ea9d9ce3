using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>The reason for a run's closed egress, and the facts for the agent's refusals.</summary>
/// <param name="Cause">The cause, which decides the refusal of a model call: <c>budget_exhausted</c> or <c>egress_cut</c>.</param>
/// <param name="Finish">True lets exchanges in flight end; false aborts them (an operator's <c>cut</c> without <c>--finish</c>).</param>
/// <param name="Budget">The crossed budget; null for an operator's cut.</param>
/// <param name="Since">The time of the decision.</param>
public sealed record EgressCut(CutCause Cause, bool Finish, BudgetRefusal? Budget, DateTimeOffset Since)
{
    /// <summary>True when only the hosts of <see cref="Budget"/>'s provider are closed (<see cref="CutoffPolicy.CutoffProvider"/>).</summary>
    public bool ProviderOnly { get; init; }

    /// <summary>The operator of an operator's cut; null where it was not recorded.</summary>
    public string? By { get; init; }
}

/// <summary>Cause of a run's closed egress. An operator's cut outlives a budget's: only <c>restore</c> lifts it.</summary>
[JsonConverter(typeof(WireName<CutCause>))]
public enum CutCause
{
    /// <summary>A budget that governs the run is spent. The cut ends when the budget has room again.</summary>
    Budget,

    /// <summary>An operator ran <c>cut</c>.</summary>
    Operator,
}
