namespace BotBottle.Core.Budgets;

/// <summary>One budget with its counter.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Scope">The scope: <c>host</c>, <c>bottle:X</c>, <c>agent:X</c>, <c>run:NAME</c>.</param>
/// <param name="Limit">The token limit; null where only requests are limited.</param>
/// <param name="Spent">Charged tokens in the window.</param>
/// <param name="Held">Tokens that admitted calls hold.</param>
/// <param name="RequestLimit">The limit of admitted model calls; null where only tokens are limited.</param>
/// <param name="Requests">Admitted model calls in the window.</param>
/// <param name="Window"><c>none</c>, a duration, or <c>daily</c>, <c>weekly</c>, <c>monthly</c>.</param>
/// <param name="ResetsAt">The time at which the window starts again; null if it never does by itself.</param>
/// <param name="Enforcement"><c>hard</c>, <c>rate</c> or <c>soft</c>.</param>
/// <param name="Gate"><c>off</c>, <c>paced</c>, <c>count</c> or <c>strict</c>.</param>
/// <param name="Origin">The place of the definition: <c>settings.yml:3</c>, <c>--budget</c>, <c>budget set</c>.</param>
public sealed record BudgetView(
    string Provider, string Scope, long? Limit, long Spent, long Held, long? RequestLimit, long Requests, string Window,
    DateTimeOffset? ResetsAt, string Enforcement, string Gate, string Origin);
