using System.Globalization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Budgets;

/// <summary>A limit on one provider's tokens, model calls or both, of one scope.</summary>
/// <param name="Scope">The scope that the budget limits.</param>
/// <param name="Provider">The provider's name, for example <c>claude</c>.</param>
/// <param name="Tokens">Charged tokens per window; null where only requests are limited. At least one of the two limits is set.</param>
/// <param name="Requests">Admitted model calls per window; null where only tokens are limited.</param>
/// <param name="Window">The window in which spending counts.</param>
/// <param name="Enforcement">The action once the budget is spent.</param>
/// <param name="Gate">The rule for the tokens that a call holds before its usage is known.</param>
/// <param name="WarnAt">Fractions of the limit that raise a warning event, once per window; ascending, above 0 and below 1.</param>
/// <param name="Origin">The place of the definition, for people: <c>settings.yml:3</c>, <c>--budget</c>, <c>budget set</c>.</param>
public sealed record Budget(
    Scope Scope, string Provider, long? Tokens, long? Requests, BudgetWindow Window, BudgetEnforcement Enforcement,
    BudgetGate Gate, IReadOnlyList<double> WarnAt, string Origin)
{
    /// <summary>The warning fractions of a budget that names none (docs/contracts.md, section 2).</summary>
    public static IReadOnlyList<double> DefaultWarnAt { get; } = [0.8];

    /// <summary>A budget with every default of docs/contracts.md, section 2: no window, hard, paced, warning at 80 %.</summary>
    public static Budget OfTokens(Scope scope, string provider, long tokens, string origin) =>
        new(scope, provider, tokens, null, BudgetWindow.None, BudgetEnforcement.Hard, BudgetGate.Paced, DefaultWarnAt, origin);

    /// <summary>True when <paramref name="spent"/> leaves no room.</summary>
    public bool IsSpent(Spend spent) => TokensSpent(spent) || RequestsSpent(spent);

    /// <summary>True when the token limit is reached.</summary>
    public bool TokensSpent(Spend spent) => spent.Tokens >= Tokens;

    /// <summary>True when the request limit is reached.</summary>
    public bool RequestsSpent(Spend spent) => spent.Requests >= Requests;

    /// <summary>True when <paramref name="spent"/> is at or above <paramref name="fraction"/> of a limit.</summary>
    public bool HasReached(double fraction, Spend spent) =>
        Reached(Tokens, spent.Tokens, fraction) || Reached(Requests, spent.Requests, fraction);

    /// <summary>The budget as a short text: <c>1,000 tokens and 20 requests, window 1h, hard</c>.</summary>
    public string InWords()
    {
        List<string> parts = [];
        if (Tokens is { } tokens)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens"));
        }

        if (Requests is { } requests)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{requests:N0} requests"));
        }

        string window = Window == BudgetWindow.None ? "" : $", window {Window}";
        return $"{string.Join(" and ", parts)}{window}, {WireNames.Of(Enforcement)}";
    }

    // decimal: 0.8 of 1,000 is exactly 800, where double would say 800.0000000000001.
    private static bool Reached(long? limit, long spent, double fraction) =>
        limit is { } full && spent >= decimal.Ceiling(full * (decimal)fraction);
}
