using System.Text.Json.Serialization;

namespace BotBottle.Core.Control;

/// <summary>What happens to a run when a hard budget that governs it is crossed (settings key <c>shutdown</c>).</summary>
[JsonConverter(typeof(WireName<CutoffPolicy>))]
public enum CutoffPolicy
{
    /// <summary>Egress off, the agent lives.</summary>
    Cutoff,

    /// <summary>State saved, then the agent is stopped.</summary>
    Freeze,

    /// <summary>The agent is stopped.</summary>
    Kill,
}
