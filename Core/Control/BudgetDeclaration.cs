using BotBottle.Core.Budgets;

namespace BotBottle.Core.Control;

/// <summary>A budget that the definition of an agent or a bottle declares, as <c>run</c> tells it to the controller.</summary>
/// <param name="Scope"><c>agent:X</c> or <c>bottle:X</c>.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Tokens">The token limit, or null.</param>
/// <param name="Requests">The request limit, or null.</param>
/// <param name="Window">In the form of settings.yml.</param>
/// <param name="Enforcement">What a spent budget does.</param>
/// <param name="Gate">What a call sets aside.</param>
/// <param name="WarnAt">Fractions of the limit.</param>
/// <param name="Origin">Where it was written.</param>
public sealed record BudgetDeclaration(
    string Scope, string Provider, long? Tokens, long? Requests, string Window, BudgetEnforcement Enforcement, BudgetGate Gate,
    IReadOnlyList<double> WarnAt, string Origin)
{
    /// <summary>A budget in this form.</summary>
    public static BudgetDeclaration Of(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new BudgetDeclaration(
            budget.Scope.ToString(), budget.Provider, budget.Tokens, budget.Requests, budget.Window.ToString(), budget.Enforcement, budget.Gate,
            budget.WarnAt, budget.Origin);
    }

    /// <summary>The budget; null where scope or window cannot be read, or it limits nothing.</summary>
    public Budget? ToBudget() =>
        Budgets.Scope.TryParse(Scope, out Scope scope) && BudgetWindow.TryParse(Window, out BudgetWindow window) && (Tokens > 0 || Requests > 0)
            ? new Budget(scope, Provider, Tokens, Requests, window, Enforcement, Gate, WarnAt, Origin)
            : null;
}
