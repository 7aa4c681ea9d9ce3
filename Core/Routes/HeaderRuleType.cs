using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>How a <see cref="HeaderRule"/> compares.</summary>
[JsonConverter(typeof(WireName<HeaderRuleType>))]
public enum HeaderRuleType
{
    /// <summary>That value and no other.</summary>
    Exact,

    /// <summary>A regular expression that the whole value has to satisfy: it is anchored at both ends.</summary>
    Regex,
}
