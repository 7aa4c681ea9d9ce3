using System.Text.Json.Serialization;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>The controller's answer to an <see cref="ApprovalRequest"/>.</summary>
[JsonConverter(typeof(WireName<ApprovalVerdict>))]
public enum ApprovalVerdict
{
    /// <summary>It waits for an operator, now or since an earlier request; the decision comes with the orders.</summary>
    Pending,

    /// <summary>The value is allowed for this run, at this destination.</summary>
    Approved,

    /// <summary>The value is refused for this run.</summary>
    Rejected,

    /// <summary>Nobody is asked for this run (<c>supervise: false</c>, <c>--no-supervise</c>), or it is over: refused at once.</summary>
    Unsupervised,

    /// <summary>A bound of the run is reached; the message says which: refused at once.</summary>
    TooMany,
}
