namespace BotBottle.Core.Routes;

/// <summary>
/// A rule on a header field: the request has the field, and every one of that name satisfies the rule. A field that is not forwarded (hop-by-hop, or
/// nominated by Connection) does not count: the upstream would never see what was matched.
/// </summary>
/// <param name="Name">The field's name; case does not count.</param>
/// <param name="Value">The value, or a regular expression; case counts.</param>
/// <param name="Type">How the value is compared.</param>
public sealed record HeaderRule(string Name, string Value, HeaderRuleType Type);
