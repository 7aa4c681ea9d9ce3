using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>The controller's answer to an <see cref="AdmissionRequest"/>.</summary>
[JsonConverter(typeof(WireName<AdmissionVerdict>))]
public enum AdmissionVerdict
{
    /// <summary>Admitted; its hold stands until the exchange is reported.</summary>
    Admitted,

    /// <summary>A governing budget is spent (<c>budget_exhausted</c>).</summary>
    BudgetExhausted,

    /// <summary>Others' holds fill the budget, which is not spent (<c>budget_held</c>, retryable).</summary>
    BudgetHeld,

    /// <summary>A <c>rate</c> budget has no room now (<c>rate_limited</c>).</summary>
    RateLimited,

    /// <summary>The run is cut by an operator (<c>egress_cut</c>).</summary>
    EgressCut,

    /// <summary>Would spend unseen under a hard budget (<c>unmetered_call</c>).</summary>
    UnmeteredCall,

    /// <summary>The store cannot take the admission (disk full, read only): refused, never waved through.</summary>
    StoreUnavailable,
}
