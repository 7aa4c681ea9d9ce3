using System.Text.Json.Serialization;
using BotBottle.Core.Http1;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>One alternative of a route's <c>matches</c>. It matches if a path, a method and all headers match.</summary>
/// <param name="Paths">Any of these; null for every path.</param>
/// <param name="Methods">Any of these, compared exactly (RFC 9110 section 9.1); null for every method. GET does not stand for HEAD.</param>
/// <param name="Headers">All of these; null for none.</param>
public sealed record RouteMatch(IReadOnlyList<PathRule>? Paths, IReadOnlyList<string>? Methods, IReadOnlyList<HeaderRule>? Headers);

/// <summary>A rule on the canonical path (<see cref="CanonicalPath"/>), which never includes the query.</summary>
/// <param name="Type">The kind of comparison.</param>
/// <param name="Value">A canonical path, or a regular expression.</param>
public sealed record PathRule(PathRuleType Type, string Value);

/// <summary>Comparison of a <see cref="PathRule"/>; all are case-sensitive.</summary>
[JsonConverter(typeof(WireName<PathRuleType>))]
public enum PathRuleType
{
    /// <summary>
    /// Whole segments: <c>/v1</c> matches <c>/v1</c> and everything below it (<c>/v1/x</c>, not <c>/v1beta</c>); <c>/v1/</c> matches only the paths below,
    /// without <c>/v1</c>.
    /// </summary>
    Prefix,

    /// <summary>The exact path.</summary>
    Exact,

    /// <summary>A regular expression that must match the whole path: it is anchored at both ends.</summary>
    Regex,
}

/// <summary>
/// A rule on a header field: the request has the field, and every field of that name satisfies the rule. A field that is not forwarded (hop-by-hop, or
/// nominated by Connection) does not count, because the upstream would not see it.
/// </summary>
/// <param name="Name">The field's name, case-insensitive.</param>
/// <param name="Value">The value, or a regular expression, case-sensitive.</param>
/// <param name="Type">The kind of comparison.</param>
public sealed record HeaderRule(string Name, string Value, HeaderRuleType Type);

/// <summary>Comparison of a <see cref="HeaderRule"/>.</summary>
[JsonConverter(typeof(WireName<HeaderRuleType>))]
public enum HeaderRuleType
{
    /// <summary>The exact value.</summary>
    Exact,

    /// <summary>A regular expression that must match the whole value: it is anchored at both ends.</summary>
    Regex,
}
