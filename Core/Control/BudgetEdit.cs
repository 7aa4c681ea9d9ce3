namespace BotBottle.Core.Control;

/// <summary>The budgets of a run's bottles after an edit.</summary>
/// <param name="Bottles">The bottles that were read, parents too: what one of them does not declare any more is dropped.</param>
/// <param name="Declared">Their budgets.</param>
public sealed record BudgetEdit(IReadOnlyList<string> Bottles, IReadOnlyList<BudgetDeclaration> Declared);
