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
