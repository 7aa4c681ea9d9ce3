using BotBottle.Core.Http1;

namespace BotBottle.Core.Routes;

/// <summary>A rule on the canonical path (<see cref="CanonicalPath"/>), which never includes the query.</summary>
/// <param name="Type">How the value is compared.</param>
/// <param name="Value">A canonical path, or a regular expression.</param>
public sealed record PathRule(PathRuleType Type, string Value);
