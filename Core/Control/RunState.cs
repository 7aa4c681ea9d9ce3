using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>Where a run stands, as <c>ps</c> shows it (docs/contracts.md, section 5).</summary>
[JsonConverter(typeof(WireName<RunState>))]
public enum RunState
{
    /// <summary>The agent is at work and its egress is open.</summary>
    Running,

    /// <summary>The agent lives, its egress is off.</summary>
    Cut,

    /// <summary>Stopped with its state kept; <c>resume</c> brings it back.</summary>
    Frozen,

    /// <summary>The command ended by itself.</summary>
    Exited,

    /// <summary>Ended by a cutoff policy or an operator's <c>kill</c>.</summary>
    Killed,
}
