using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Policy;

/// <summary>What the proxy does with a request.</summary>
[JsonConverter(typeof(WireName<ExplainVerdict>))]
public enum ExplainVerdict
{
    /// <summary>It goes to its upstream.</summary>
    Allowed,

    /// <summary>It is refused.</summary>
    Refused,

    /// <summary>The proxy answers it itself, and nothing goes out.</summary>
    Answered,
}
