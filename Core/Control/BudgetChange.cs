namespace BotBottle.Core.Control;

/// <summary><c>budget set</c>: what an operator writes; null members keep what is in force.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Scope">Whose: <c>host</c>, <c>bottle:X</c>, <c>agent:X</c>, <c>run:NAME</c>.</param>
/// <param name="Tokens">The token limit.</param>
/// <param name="Requests">The request limit.</param>
/// <param name="Window"><c>none</c>, a duration, or <c>daily</c>, <c>weekly</c>, <c>monthly</c>.</param>
/// <param name="Enforcement"><c>hard</c>, <c>rate</c> or <c>soft</c>.</param>
/// <param name="Gate"><c>off</c>, <c>paced</c>, <c>count</c> or <c>strict</c>.</param>
public sealed record BudgetChange(
    string Provider, string Scope, long? Tokens = null, long? Requests = null, string? Window = null,
    string? Enforcement = null, string? Gate = null);
