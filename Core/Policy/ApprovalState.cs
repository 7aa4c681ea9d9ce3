using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>Where an approval stands. The names stand on the wire and in the database.</summary>
[JsonConverter(typeof(WireName<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>A request waits for an operator.</summary>
    Pending,

    /// <summary>An operator let it through: the value is allowed for the run, at its destination or at any.</summary>
    Approved,

    /// <summary>An operator refused it: the value stays refused for the run.</summary>
    Rejected,

    /// <summary>Nobody answered in time. It does not stick: the next try asks anew.</summary>
    TimedOut,

    /// <summary>The run ended first.</summary>
    Ended,

    /// <summary>Another decision about the same value answered it.</summary>
    Superseded,

    /// <summary>A yes for one request that a request has taken.</summary>
    Used,

    /// <summary>A yes whose time is over.</summary>
    Expired,

    /// <summary>A yes or no that an operator took back: the next try asks anew.</summary>
    Revoked,
}
