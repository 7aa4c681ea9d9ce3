using System.Globalization;

namespace BotBottle.Core.Budgets;

/// <summary>
/// Decides one model call by the gate of each budget that limits it (docs/contracts.md, section 11). For concurrent calls each gate bounds the overshoot:
/// <list type="bullet">
/// <item><c>off</c>: admits while spent is below the limit. Overshoot: all calls in flight.</item>
/// <item><c>paced</c>, <c>count</c>: admit while spent plus held is below the limit. Overshoot: one call, and the excess of calls in flight over their
/// holds.</item>
/// <item><c>strict</c>: admits if spent, held and the call's own worst case fit. Overshoot: none, except input that a provider-run tool fetches.</item>
/// </list>
/// A request limit is exact under any gate, because every admitted call counts as one.
/// </summary>
public static class AdmissionPolicy
{
    /// <summary>Decides one call.</summary>
    /// <param name="cut">The reason why the run's egress is off; null while it is open.</param>
    /// <param name="limits">The accounts that limit the run for this provider (<see cref="Limits"/>): each must have room.</param>
    /// <param name="own">The tokens that the call would hold.</param>
    /// <param name="unmetered">True for a call whose spend never shows in its response.</param>
    /// <param name="now">The time.</param>
    /// <returns><see cref="AdmissionVerdict.BudgetHeld"/> only if nothing but the holds of other calls blocks the call.</returns>
    public static AdmissionAnswer Decide(EgressCut? cut, IReadOnlyList<Account> limits, CallHold own, bool unmetered, DateTimeOffset now)
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
            if (RefuseSpent(account, own, now) is { } refusal)
            {
                return refusal;
            }
        }

        if (unmetered && limits.Any(account => account.Budget is { Enforcement: BudgetEnforcement.Hard }))
        {
            return new AdmissionAnswer(AdmissionVerdict.UnmeteredCall);
        }

        return HeldBy(limits, own, now).FirstOrDefault() is { } held
            ? new AdmissionAnswer(AdmissionVerdict.BudgetHeld, Refusal: held.Refusal(now) with { Held = held.Held })
            : new AdmissionAnswer(AdmissionVerdict.Admitted);
    }

    /// <summary>The accounts in which the holds of other calls leave no room for a call of this size.</summary>
    public static IEnumerable<Account> HeldBy(IReadOnlyList<Account> limits, CallHold own, DateTimeOffset now) =>
        limits.Where(account => IsHeld(account, own, now));

    /// <summary>
    /// The accounts of a chain whose budgets limit the run: the governing one (the nearest that defines a budget for the provider) and a repository's, which
    /// can tighten and never widen. Empty where no scope defines a budget.
    /// </summary>
    /// <param name="chain">The run's accounts with one provider, nearest scope first.</param>
    public static IReadOnlyList<Account> Limits(IEnumerable<Account> chain)
    {
        Account? governing = null;
        Account? beside = null;
        foreach (Account account in chain)
        {
            if (account.Budget is null)
            {
                continue;
            }

            if (account.Scope.Kind == ScopeKind.Repository)
            {
                beside = account;
            }
            else
            {
                governing ??= account;
            }
        }

        return (governing, beside) switch
        {
            ({ } first, { } second) => [first, second],
            ({ } only, null) => [only],
            (null, { } only) => [only],
            _ => [],
        };
    }

    private static AdmissionAnswer? RefuseSpent(Account account, CallHold own, DateTimeOffset now)
    {
        if (account.Budget is not { Enforcement: not BudgetEnforcement.Soft } budget)
        {
            return null;
        }

        Spend spent = account.Spent(now);
        string? why = null;
        if (!budget.IsSpent(spent with { Requests = spent.Requests + account.InFlight }))
        {
            if (budget is not { Gate: BudgetGate.Strict, Tokens: { } limit } || spent.Tokens + own.Most <= limit)
            {
                return null;
            }

            why = own.Most >= Usage.RequestFacts.Unbounded
                ? "nothing limits what agents of the provider write for this call (multi_agent), which the gate strict does not allow"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"this call may cost up to {own.Most:N0} tokens and {limit - spent.Tokens:N0} are left, which the gate strict does not allow; "
                        + $"a smaller output limit (max_tokens) or less input may fit");
        }

        return new AdmissionAnswer(
            budget.Enforcement == BudgetEnforcement.Rate ? AdmissionVerdict.RateLimited : AdmissionVerdict.BudgetExhausted, Refusal: account.Refusal(now),
            Message: why);
    }

    private static bool IsHeld(Account account, CallHold own, DateTimeOffset now)
    {
        if (account.Budget is not { Enforcement: not BudgetEnforcement.Soft, Tokens: { } limit } budget)
        {
            return false;
        }

        long taken = account.Spent(now).Tokens + account.Held;
        return budget.Gate switch
        {
            BudgetGate.Off => false,
            BudgetGate.Strict => taken + own.Most > limit,
            _ => taken >= limit,
        };
    }
}
