using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>What a spent budget does (key <c>enforcement</c>).</summary>
[JsonConverter(typeof(WireName<BudgetEnforcement>))]
public enum BudgetEnforcement
{
    /// <summary>Fires the cutoff policy of every run that it governs.</summary>
    Hard,

    /// <summary>Refuses model calls until its window has room; never fires the policy.</summary>
    Rate,

    /// <summary>Alerts only.</summary>
    Soft,
}

/// <summary>How much a model call sets aside before its usage is known (key <c>gate</c>, docs/contracts.md, section 11).</summary>
[JsonConverter(typeof(WireName<BudgetGate>))]
public enum BudgetGate
{
    /// <summary>Nothing: admitted while spent is below the limit. Overshoot: all calls in flight.</summary>
    Off,

    /// <summary>The input estimate and the model's usual output.</summary>
    Paced,

    /// <summary>As paced, the input counted by the provider.</summary>
    Count,

    /// <summary>Counted input and the whole output limit: no overshoot.</summary>
    Strict,
}

/// <summary>What happens to a run when a hard budget that governs it is crossed (settings key <c>shutdown</c>).</summary>
[JsonConverter(typeof(WireName<CutoffPolicy>))]
public enum CutoffPolicy
{
    /// <summary>The hosts of the budget's provider are closed; other hosts and other providers stay open. Laxer than <see cref="Cutoff"/>, which stays the default.</summary>
    CutoffProvider = -1,

    /// <summary>Egress off, the agent lives.</summary>
    Cutoff = 0,

    /// <summary>State saved, then the agent is stopped.</summary>
    Freeze,

    /// <summary>The agent is stopped.</summary>
    Kill,
}
