using BotBottle.Core.Budgets;

namespace BotBottle.Core.Control;

/// <summary>What tells one budget from all others.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Scope">Whose, as in <see cref="BudgetView.Scope"/>.</param>
public readonly record struct BudgetKey(string Provider, string Scope);
