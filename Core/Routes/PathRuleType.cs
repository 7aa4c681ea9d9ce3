using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>How a <see cref="PathRule"/> compares; case counts in all of them.</summary>
[JsonConverter(typeof(WireName<PathRuleType>))]
public enum PathRuleType
{
    /// <summary>Whole segments: <c>/v1</c> is <c>/v1</c> itself and everything below it (<c>/v1/x</c>, not <c>/v1beta</c>); <c>/v1/</c> is what lies
    /// below alone, without <c>/v1</c>.</summary>
    Prefix,

    /// <summary>That path and no other.</summary>
    Exact,

    /// <summary>A regular expression that the whole path has to satisfy: it is anchored at both ends.</summary>
    Regex,
}
