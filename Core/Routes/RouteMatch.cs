using System.Text.Json.Serialization;
using BotBottle.Core.Http1;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>One alternative of a route's <c>matches</c>: it holds when a path, a method and all headers hold.</summary>
/// <param name="Paths">Any of these; null for every path.</param>
/// <param name="Methods">Any of these, compared exactly (RFC 9110 section 9.1); null for every method. GET does not stand for HEAD.</param>
/// <param name="Headers">All of these; null for none.</param>
public sealed record RouteMatch(IReadOnlyList<PathRule>? Paths, IReadOnlyList<string>? Methods, IReadOnlyList<HeaderRule>? Headers);

/// <summary>A rule on the canonical path (<see cref="CanonicalPath"/>), which never includes the query.</summary>
/// <param name="Type">How the value is compared.</param>
/// <param name="Value">A canonical path, or a regular expression.</param>
public sealed record PathRule(PathRuleType Type, string Value);

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

/// <summary>
/// A rule on a header field: the request has the field, and every one of that name satisfies the rule. A field that is not forwarded (hop-by-hop, or
/// nominated by Connection) does not count: the upstream would never see what was matched.
/// </summary>
/// <param name="Name">The field's name; case does not count.</param>
/// <param name="Value">The value, or a regular expression; case counts.</param>
/// <param name="Type">How the value is compared.</param>
public sealed record HeaderRule(string Name, string Value, HeaderRuleType Type);

/// <summary>How a <see cref="HeaderRule"/> compares.</summary>
[JsonConverter(typeof(WireName<HeaderRuleType>))]
public enum HeaderRuleType
{
    /// <summary>That value and no other.</summary>
    Exact,

    /// <summary>A regular expression that the whole value has to satisfy: it is anchored at both ends.</summary>
    Regex,
}
