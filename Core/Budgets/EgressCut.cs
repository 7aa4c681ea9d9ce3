using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>A run's egress is off: why, and what the agent is told.</summary>
/// <param name="Cause">Decides the refusal of a model call: <c>budget_exhausted</c> or <c>egress_cut</c>.</param>
/// <param name="Finish">True lets exchanges in flight end; false aborts them (an operator's <c>cut</c> without <c>--finish</c>).</param>
/// <param name="Budget">The crossed budget; null for an operator's cut.</param>
/// <param name="Since">When the cut was decided.</param>
public sealed record EgressCut(CutCause Cause, bool Finish, BudgetRefusal? Budget, DateTimeOffset Since)
{
    /// <summary>Whether only the hosts of <see cref="Budget"/>'s provider are closed (<see cref="CutoffPolicy.CutoffProvider"/>).</summary>
    public bool ProviderOnly { get; init; }

    /// <summary>The operator of an operator's cut; null where it was not written down.</summary>
    public string? By { get; init; }
}

/// <summary>Why a run's egress is off. An operator's cut outlives a budget's: only <c>restore</c> lifts it.</summary>
[JsonConverter(typeof(WireName<CutCause>))]
public enum CutCause
{
    /// <summary>A budget that governs the run is spent; lifts itself when there is room again.</summary>
    Budget,

    /// <summary>An operator said <c>cut</c>.</summary>
    Operator,
}
