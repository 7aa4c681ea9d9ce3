using BotBottle.Core.Control;

namespace BotBottle.Core.Budgets;

/// <summary>
/// The decision on one model call (DESIGN 5.9). Every gate acts as <c>off</c>: a call is admitted while each budget that limits it has room and sets
/// no tokens aside, so that the overshoot is at most the calls in flight. A request limit is exact under any gate, because each admitted call is known to be one.
/// </summary>
public static class AdmissionPolicy
{
    /// <summary>The gate that is in force whatever a budget asks for.</summary>
    public const BudgetGate GateInForce = BudgetGate.Off;

    /// <summary>Decides one call.</summary>
    /// <param name="cut">Why the run's egress is off; null while it is open.</param>
    /// <param name="limits">The accounts that limit the run for this provider (<see cref="Limits"/>): each must have room.</param>
    /// <param name="unmetered">True for a call whose spend never shows in its answer.</param>
    /// <param name="now">The time.</param>
    public static AdmissionAnswer Decide(EgressCut? cut, IReadOnlyList<Account> limits, bool unmetered, DateTimeOffset now)
    {
        if (cut is { Cause: CutCause.Operator })
        {
            return new AdmissionAnswer(AdmissionVerdict.EgressCut);
        }

        if (cut is not null)
        {
            return new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: cut.Budget);
        }

        foreach (Account account in limits)
        {
            if (Refuse(account, now) is { } refusal)
            {
                return refusal;
            }
        }

        return unmetered && limits.Any(account => account.Budget is { Enforcement: BudgetEnforcement.Hard })
            ? new AdmissionAnswer(AdmissionVerdict.UnmeteredCall)
            : new AdmissionAnswer(AdmissionVerdict.Admitted);
    }

    /// <summary>The accounts of a chain whose budgets limit it: the one that governs, which is the nearest that defines a budget for the provider, and beside it
    /// a repository's, which can tighten and never widen. None where no scope defines one.</summary>
    /// <param name="chain">The run's accounts with one provider, nearest scope first.</param>
    public static IReadOnlyList<Account> Limits(IEnumerable<Account> chain)
    {
        Account? governing = null;
        Account? beside = null;
        foreach (Account account in chain.Where(account => account.Budget is not null))
        {
            if (account.Scope.Kind == ScopeKind.Repository)
            {
                beside = account;
            }
            else
            {
                governing ??= account;
            }
        }

        return [.. new[] { governing, beside }.OfType<Account>()];
    }

    private static AdmissionAnswer? Refuse(Account account, DateTimeOffset now)
    {
        if (account.Budget is not { Enforcement: not BudgetEnforcement.Soft } budget)
        {
            return null;
        }

        Spend spent = account.Spent(now);
        if (!budget.IsSpent(spent with { Requests = spent.Requests + account.InFlight }))
        {
            return null;
        }

        return new AdmissionAnswer(
            budget.Enforcement == BudgetEnforcement.Rate ? AdmissionVerdict.RateLimited : AdmissionVerdict.BudgetExhausted, Refusal: account.Refusal(now));
    }
}
