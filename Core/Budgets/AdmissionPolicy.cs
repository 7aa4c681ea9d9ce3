using BotBottle.Core.Control;

namespace BotBottle.Core.Budgets;

/// <summary>
/// The decision on one model call (DESIGN 5.9). Every gate acts as <c>off</c>: a call is admitted while its governing budget has room and sets
/// no tokens aside, so that the overshoot is at most the calls in flight. A request limit is exact under any gate, because each admitted call is known to be one.
/// </summary>
public static class AdmissionPolicy
{
    /// <summary>The gate that is in force whatever a budget asks for.</summary>
    public const BudgetGate GateInForce = BudgetGate.Off;

    /// <summary>Decides one call.</summary>
    /// <param name="cut">Why the run's egress is off; null while it is open.</param>
    /// <param name="governing">The account whose budget governs the run for this provider; null where no scope defines one.</param>
    /// <param name="unmetered">True for a call whose spend never shows in its answer.</param>
    /// <param name="now">The time.</param>
    public static AdmissionAnswer Decide(EgressCut? cut, Account? governing, bool unmetered, DateTimeOffset now)
    {
        if (cut is { Cause: CutCause.Operator })
        {
            return new AdmissionAnswer(AdmissionVerdict.EgressCut);
        }

        if (cut is not null)
        {
            return new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: cut.Budget);
        }

        if (governing?.Budget is not { Enforcement: not BudgetEnforcement.Soft } budget)
        {
            return new AdmissionAnswer(AdmissionVerdict.Admitted);
        }

        Spend spent = governing.Spent(now);
        if (budget.IsSpent(spent with { Requests = spent.Requests + governing.InFlight }))
        {
            return budget.Enforcement == BudgetEnforcement.Rate
                ? new AdmissionAnswer(AdmissionVerdict.RateLimited, Refusal: governing.Refusal(now))
                : new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: governing.Refusal(now));
        }

        return unmetered && budget.Enforcement == BudgetEnforcement.Hard
            ? new AdmissionAnswer(AdmissionVerdict.UnmeteredCall)
            : new AdmissionAnswer(AdmissionVerdict.Admitted);
    }

    /// <summary>The governing account of a chain: of the nearest scope that defines a budget for the provider; null where none does.</summary>
    /// <param name="chain">The run's accounts with one provider, nearest scope first.</param>
    public static Account? Governing(IEnumerable<Account> chain) => chain.FirstOrDefault(account => account.Budget is not null);
}
