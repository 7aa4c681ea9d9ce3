using System.Text.Json.Serialization;

namespace BotBottle.Core.Control;

/// <summary>Where an approval stands. The names stand on the wire and in the database.</summary>
[JsonConverter(typeof(WireName<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>A request waits for an operator.</summary>
    Pending,

    /// <summary>An operator let it through: the value is allowed for the run from then on.</summary>
    Approved,

    /// <summary>An operator refused it: the value stays refused for the run.</summary>
    Rejected,

    /// <summary>Nobody answered in time. It does not stick: the next try asks anew.</summary>
    TimedOut,

    /// <summary>The run ended first.</summary>
    Ended,
}
