namespace BotBottle.Core.Control;

/// <summary><c>resume</c> asks for a frozen run back. Its id, name, chain of scopes and counters stay.</summary>
/// <param name="Budgets">The run's own limits from now on: provider to <c>--budget</c>. They win over every earlier one of the run.</param>
/// <param name="Declared">The budgets that its definitions declare by now.</param>
/// <param name="Owner">The process id of <c>resume</c>.</param>
/// <param name="Egress">What its proxy is started with.</param>
public sealed record RunResumption(
    IReadOnlyDictionary<string, long> Budgets, IReadOnlyList<BudgetDeclaration> Declared, int Owner, RunEgress? Egress);
