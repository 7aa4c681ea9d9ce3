using BotBottle.Core.Budgets;

namespace BotBottle.Controller.Store;

/// <summary>A budget that the store keeps.</summary>
/// <param name="Layer">Who wrote it.</param>
/// <param name="Budget">The budget.</param>
internal sealed record StoredBudget(BudgetLayer Layer, Budget Budget);
