using BotBottle.Core.Budgets;

namespace BotBottle.Core.Control;

/// <summary>What tells one budget from all others.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Scope">Whose, as in <see cref="BudgetView.Scope"/>.</param>
public readonly record struct BudgetKey(string Provider, string Scope);

/// <summary>The budgets of a run's bottles after an edit.</summary>
/// <param name="Bottles">The bottles that were read, parents too: what one of them does not declare any more is dropped.</param>
/// <param name="Declared">Their budgets.</param>
public sealed record BudgetEdit(IReadOnlyList<string> Bottles, IReadOnlyList<BudgetDeclaration> Declared);

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

/// <summary>Whether an operator agrees to what an action does at once to runs. A yes is for the question that it answers: the controller asks again when the answer would reach other runs.</summary>
/// <param name="Ask">Whether the operator has to be asked.</param>
/// <param name="Yes">The <see cref="ApiError.Question"/> that was answered with yes; null for none.</param>
public readonly record struct Consent(bool Ask, string? Yes)
{
    /// <summary>Agreed whatever it does, as with <c>--yes</c>.</summary>
    public static Consent Given => default;

    /// <summary>Not agreed yet: <see cref="ApiError.NeedsYes"/> says what would happen.</summary>
    public static Consent Asked => new(Ask: true, null);

    /// <summary>A yes to a question.</summary>
    public static Consent To(string question) => new(Ask: true, question);

    /// <summary>Its parameters in a query; empty where none is needed.</summary>
    public string ToQuery() => !Ask ? "" : Yes is null ? "ask=true" : "ask=true&yes=" + Uri.EscapeDataString(Yes);
}

/// <summary>What a scope has spent with a provider, whether or not a budget stands.</summary>
/// <param name="Tokens">Charged tokens in the window that was asked for.</param>
/// <param name="Requests">Admitted model calls in it.</param>
public sealed record BudgetSpent(long Tokens, long Requests);

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
