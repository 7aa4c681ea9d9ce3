using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

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
