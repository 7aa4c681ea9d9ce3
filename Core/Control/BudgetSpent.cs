namespace BotBottle.Core.Control;

/// <summary>What a scope has spent with a provider, whether or not a budget stands.</summary>
/// <param name="Tokens">Charged tokens in the window that was asked for.</param>
/// <param name="Requests">Admitted model calls in it.</param>
public sealed record BudgetSpent(long Tokens, long Requests);
