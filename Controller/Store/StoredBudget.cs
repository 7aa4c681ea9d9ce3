using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Store;

/// <summary>A budget in the store.</summary>
/// <param name="Layer">Source of the budget.</param>
/// <param name="Budget">The budget.</param>
internal sealed record StoredBudget(BudgetLayer Layer, Budget Budget);
