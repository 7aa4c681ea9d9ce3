using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>Action once a budget is spent (key <c>enforcement</c>).</summary>
[JsonConverter(typeof(WireName<BudgetEnforcement>))]
public enum BudgetEnforcement
{
    /// <summary>Fires the cutoff policy of every run that it governs.</summary>
    Hard,

    /// <summary>Refuses model calls until its window has room; never fires the policy.</summary>
    Rate,

    /// <summary>Raises alerts only.</summary>
    Soft,
}

/// <summary>Rule for the tokens that a model call holds before its usage is known (key <c>gate</c>, docs/contracts.md, section 11).</summary>
[JsonConverter(typeof(WireName<BudgetGate>))]
public enum BudgetGate
{
    /// <summary>Holds nothing and admits while spent is below the limit. Overshoot: all calls in flight.</summary>
    Off,

    /// <summary>Holds the input estimate and the model's usual output.</summary>
    Paced,

    /// <summary>Holds as <see cref="Paced"/> does, with the input counted by the provider.</summary>
    Count,

    /// <summary>Holds the counted input and the whole output limit. Overshoot: none.</summary>
    Strict,
}

/// <summary>Action on a run when a hard budget that governs it is crossed (settings key <c>shutdown</c>).</summary>
[JsonConverter(typeof(WireName<CutoffPolicy>))]
public enum CutoffPolicy
{
    /// <summary>Closes the hosts of the budget's provider; other hosts and providers stay open. Laxer than <see cref="Cutoff"/>, the default.</summary>
    CutoffProvider = -1,

    /// <summary>Turns the run's egress off; the agent lives on.</summary>
    Cutoff = 0,

    /// <summary>Saves the run's state, then stops the agent.</summary>
    Freeze,

    /// <summary>Stops the agent.</summary>
    Kill,
}
