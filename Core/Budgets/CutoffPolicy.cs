using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

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
