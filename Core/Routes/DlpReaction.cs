using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>What a match of an outbound detector does.</summary>
[JsonConverter(typeof(WireName<DlpReaction>))]
public enum DlpReaction
{
    /// <summary>The request waits for an operator.</summary>
    Supervise,

    /// <summary>The request is refused.</summary>
    Block,

    /// <summary>The request leaves without what was found.</summary>
    Redact,
}
