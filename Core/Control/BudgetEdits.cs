using BotBottle.Core.Budgets;

namespace BotBottle.Core.Control;

/// <summary>The key of a budget.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Scope">The scope, as in <see cref="BudgetView.Scope"/>.</param>
public readonly record struct BudgetKey(string Provider, string Scope);

/// <summary>The budgets of a run's bottles after an edit.</summary>
/// <param name="Bottles">The bottles that were read, with parents. The controller drops their budgets that <paramref name="Declared"/> lacks.</param>
/// <param name="Declared">The budgets of these bottles.</param>
public sealed record BudgetEdit(IReadOnlyList<string> Bottles, IReadOnlyList<BudgetDeclaration> Declared);

/// <summary>The edit of <c>budget set</c>; null members keep the value in force.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Scope">The scope: <c>host</c>, <c>bottle:X</c>, <c>agent:X</c>, <c>run:NAME</c>.</param>
/// <param name="Tokens">The token limit.</param>
/// <param name="Requests">The request limit.</param>
/// <param name="Window"><c>none</c>, a duration, or <c>daily</c>, <c>weekly</c>, <c>monthly</c>.</param>
/// <param name="Enforcement"><c>hard</c>, <c>rate</c> or <c>soft</c>.</param>
/// <param name="Gate"><c>off</c>, <c>paced</c>, <c>count</c> or <c>strict</c>.</param>
public sealed record BudgetChange(
    string Provider, string Scope, long? Tokens = null, long? Requests = null, string? Window = null,
    string? Enforcement = null, string? Gate = null);

/// <summary>
/// An operator's consent to the immediate effect of an action on runs. A yes is valid for one question: the controller asks again if the action would reach
/// other runs.
/// </summary>
/// <param name="Ask">True if the controller has to ask the operator.</param>
/// <param name="Yes">The <see cref="ApiError.Question"/> that the operator accepted; null for none.</param>
public readonly record struct Consent(bool Ask, string? Yes)
{
    /// <summary>Consent to any effect, as with <c>--yes</c>.</summary>
    public static Consent Given => default;

    /// <summary>No consent yet: <see cref="ApiError.NeedsYes"/> describes the effect.</summary>
    public static Consent Asked => new(Ask: true, null);

    /// <summary>Consent to one question.</summary>
    public static Consent To(string question) => new(Ask: true, question);

    /// <summary>The query parameters of this consent; empty when none is needed.</summary>
    public string ToQuery() => !Ask ? "" : Yes is null ? "ask=true" : "ask=true&yes=" + Uri.EscapeDataString(Yes);
}

/// <summary>The spending of a scope with a provider, with or without a budget.</summary>
/// <param name="Tokens">Charged tokens in the requested window.</param>
/// <param name="Requests">Admitted model calls in the window.</param>
public sealed record BudgetSpent(long Tokens, long Requests);

/// <summary>A budget that the definition of an agent or a bottle declares; <c>run</c> sends it to the controller.</summary>
/// <param name="Scope"><c>agent:X</c> or <c>bottle:X</c>.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Tokens">The token limit, or null.</param>
/// <param name="Requests">The request limit, or null.</param>
/// <param name="Window">The window, in the form of settings.yml.</param>
/// <param name="Enforcement">The action once the budget is spent.</param>
/// <param name="Gate">The rule for a call's hold.</param>
/// <param name="WarnAt">Fractions of the limit.</param>
/// <param name="Origin">The place of the definition.</param>
public sealed record BudgetDeclaration(
    string Scope, string Provider, long? Tokens, long? Requests, string Window, BudgetEnforcement Enforcement, BudgetGate Gate,
    IReadOnlyList<double> WarnAt, string Origin)
{
    /// <summary>Converts a budget to this form.</summary>
    public static BudgetDeclaration Of(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new BudgetDeclaration(
            budget.Scope.ToString(), budget.Provider, budget.Tokens, budget.Requests, budget.Window.ToString(), budget.Enforcement, budget.Gate,
            budget.WarnAt, budget.Origin);
    }

    /// <summary>The budget; null if scope or window is unreadable, or no limit is set.</summary>
    public Budget? ToBudget() =>
        Budgets.Scope.TryParse(Scope, out Scope scope) && BudgetWindow.TryParse(Window, out BudgetWindow window) && (Tokens > 0 || Requests > 0)
            ? new Budget(scope, Provider, Tokens, Requests, window, Enforcement, Gate, WarnAt, Origin)
            : null;
}
