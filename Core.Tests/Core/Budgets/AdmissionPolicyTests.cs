using BotBottle.Core.Budgets;
using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.Core.Budgets;

[Parallelizable(ParallelScope.All)]
public sealed class AdmissionPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [TestCase(BudgetEnforcement.Hard, 999, false, AdmissionVerdict.Admitted)]
    [TestCase(BudgetEnforcement.Hard, 1000, false, AdmissionVerdict.BudgetExhausted)]
    [TestCase(BudgetEnforcement.Hard, 999, true, AdmissionVerdict.UnmeteredCall)]
    [TestCase(BudgetEnforcement.Hard, 1000, true, AdmissionVerdict.BudgetExhausted)]
    [TestCase(BudgetEnforcement.Rate, 999, false, AdmissionVerdict.Admitted)]
    [TestCase(BudgetEnforcement.Rate, 1000, false, AdmissionVerdict.RateLimited)]
    [TestCase(BudgetEnforcement.Rate, 999, true, AdmissionVerdict.Admitted)]
    [TestCase(BudgetEnforcement.Soft, 1000, false, AdmissionVerdict.Admitted)]
    [TestCase(BudgetEnforcement.Soft, 1000, true, AdmissionVerdict.Admitted)]
    public void The_enforcement_decides_the_verdict(BudgetEnforcement enforcement, long spent, bool unmetered, AdmissionVerdict verdict)
    {
        Account account = With(Budget.OfTokens(Scope.Host, "claude", 1000, "test") with { Enforcement = enforcement });
        account.Add(Now, new Spend(spent, 1));
        AdmissionAnswer answer = AdmissionPolicy.Decide(null, [account], default, unmetered, Now);
        Assert.That(answer.Verdict, Is.EqualTo(verdict));
        Assert.That(answer.Refusal is not null, Is.EqualTo(verdict is AdmissionVerdict.BudgetExhausted or AdmissionVerdict.RateLimited));
    }

    [TestCase(2, 0, AdmissionVerdict.Admitted)]
    [TestCase(2, 1, AdmissionVerdict.BudgetExhausted)]
    [TestCase(0, 3, AdmissionVerdict.BudgetExhausted)]
    [TestCase(3, 0, AdmissionVerdict.BudgetExhausted)]
    public void Calls_in_flight_count_as_requests(int ended, int inFlight, AdmissionVerdict verdict)
    {
        Account account = With(Budget.OfTokens(Scope.Host, "claude", 1000, "test") with { Tokens = null, Requests = 3 });
        account.Add(Now, new Spend(5_000, ended));
        for (int call = 0; call < inFlight; call++)
        {
            account.Hold(default);
        }

        Assert.That(AdmissionPolicy.Decide(null, [account], default, false, Now).Verdict, Is.EqualTo(verdict));
    }

    // For a limit of 1,000: the spend, the holds of others (usual, largest), the largest hold of the call itself, and the verdict.
    [TestCase(BudgetGate.Off, 999, 5000, 9000, 9000, AdmissionVerdict.Admitted)]
    [TestCase(BudgetGate.Off, 1000, 0, 0, 1, AdmissionVerdict.BudgetExhausted)]
    [TestCase(BudgetGate.Paced, 999, 0, 0, 9000, AdmissionVerdict.Admitted)]
    [TestCase(BudgetGate.Paced, 500, 499, 9000, 9000, AdmissionVerdict.Admitted)]
    [TestCase(BudgetGate.Paced, 500, 500, 500, 1, AdmissionVerdict.BudgetHeld)]
    [TestCase(BudgetGate.Paced, 1000, 500, 500, 1, AdmissionVerdict.BudgetExhausted)]
    [TestCase(BudgetGate.Count, 500, 499, 9000, 9000, AdmissionVerdict.Admitted)]
    [TestCase(BudgetGate.Count, 500, 500, 500, 1, AdmissionVerdict.BudgetHeld)]
    [TestCase(BudgetGate.Strict, 500, 0, 0, 500, AdmissionVerdict.Admitted)]
    [TestCase(BudgetGate.Strict, 500, 0, 0, 501, AdmissionVerdict.BudgetExhausted)]
    [TestCase(BudgetGate.Strict, 500, 0, 200, 300, AdmissionVerdict.Admitted)]
    [TestCase(BudgetGate.Strict, 500, 0, 200, 301, AdmissionVerdict.BudgetHeld)]
    [TestCase(BudgetGate.Strict, 1000, 0, 0, 0, AdmissionVerdict.BudgetExhausted)]
    public void The_gate_decides_the_verdict(BudgetGate gate, long spent, long usual, long most, long own, AdmissionVerdict verdict)
    {
        Account account = With(Budget.OfTokens(Scope.Host, "claude", 1000, "test") with { Gate = gate });
        account.Add(Now, new Spend(spent, 1));
        account.Hold(new CallHold(usual, most));
        AdmissionAnswer answer = AdmissionPolicy.Decide(null, [account], new CallHold(own, own), false, Now);
        Assert.That(answer.Verdict, Is.EqualTo(verdict));
        Assert.That(answer.Refusal?.Held, Is.EqualTo(verdict switch
        {
            AdmissionVerdict.Admitted => null,
            AdmissionVerdict.BudgetHeld => gate == BudgetGate.Strict ? most : usual,
            _ => (long?)0,
        }));
        Assert.That(answer.Message is not null, Is.EqualTo(gate == BudgetGate.Strict && verdict == AdmissionVerdict.BudgetExhausted && spent < 1000));
        account.Release(new CallHold(usual, most));
        Assert.That((account.Held, account.InFlight), Is.EqualTo((0, 0)));
    }

    [TestCase(BudgetEnforcement.Rate, AdmissionVerdict.RateLimited)]
    [TestCase(BudgetEnforcement.Soft, AdmissionVerdict.Admitted)]
    public void A_call_that_can_never_fit_is_decided_by_the_enforcement(BudgetEnforcement enforcement, AdmissionVerdict verdict)
    {
        Account account = With(Budget.OfTokens(Scope.Host, "claude", 1000, "test") with { Gate = BudgetGate.Strict, Enforcement = enforcement });
        AdmissionAnswer answer = AdmissionPolicy.Decide(null, [account], new CallHold(10, 1001), false, Now);
        Assert.That(answer.Verdict, Is.EqualTo(verdict));
    }

    [Test]
    public void A_changed_gate_also_counts_the_calls_in_flight()
    {
        Account account = With(Budget.OfTokens(Scope.Host, "claude", 1000, "test") with { Gate = BudgetGate.Off });
        account.Hold(new CallHold(300, 900));
        Assert.That(account.View(Now).Held, Is.Zero);
        account.Define(Budget.OfTokens(Scope.Host, "claude", 1000, "test"), null, null);
        Assert.That(account.View(Now).Held, Is.EqualTo(300));
        account.Define(null, Budget.OfTokens(Scope.Host, "claude", 1000, "test") with { Gate = BudgetGate.Strict }, null);
        Assert.That(account.View(Now).Held, Is.EqualTo(900));
    }

    [Test]
    public void A_cut_precedes_any_budget()
    {
        BudgetRefusal facts = new("host", "codex", "tokens", 1, 2, 0, null);
        EgressCut budget = new(CutCause.Budget, true, facts, Now);
        Assert.That(AdmissionPolicy.Decide(budget, [], default, false, Now), Is.EqualTo(new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: facts)));
        EgressCut operators = new(CutCause.Operator, true, null, Now);
        Assert.That(AdmissionPolicy.Decide(operators, [], default, false, Now).Verdict, Is.EqualTo(AdmissionVerdict.EgressCut));
    }

    [Test]
    public void Without_a_budget_everything_is_admitted()
    {
        Assert.That(AdmissionPolicy.Decide(null, [], default, true, Now).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(AdmissionPolicy.Limits([]), Is.Empty);
    }

    [Test]
    public void The_nearest_scope_with_a_budget_governs()
    {
        Account run = new(Scope.Run("r"), "claude", "run:r", default);
        Account agent = new(Scope.Agent("a"), "claude", "agent:a", default);
        Account host = With(Budget.OfTokens(Scope.Host, "claude", 1, "test"));
        Assert.That(AdmissionPolicy.Limits([run, agent, host]), Is.EqualTo(new[] { host }));
        agent.Define(Budget.OfTokens(agent.Scope, "claude", 1, "test"), null, null);
        Assert.That(AdmissionPolicy.Limits([run, agent, host]), Is.EqualTo(new[] { agent }));
    }

    [Test]
    public void A_repository_budget_limits_besides_the_governing_one_and_never_governs()
    {
        Account run = new(Scope.Run("r"), "claude", "run:r", default);
        Account repository = With(Budget.OfTokens(Scope.Repository("fixer-1"), "claude", 100, "test"));
        Account host = With(Budget.OfTokens(Scope.Host, "claude", 1000, "test"));
        Assert.That(AdmissionPolicy.Limits([run, repository, host]), Is.EqualTo(new[] { host, repository }));
        run.Define(Budget.OfTokens(run.Scope, "claude", 500, "test"), null, null);
        Assert.That(AdmissionPolicy.Limits([run, repository, host]), Is.EqualTo(new[] { run, repository }));
        Assert.That(AdmissionPolicy.Limits([new Account(Scope.Run("other"), "claude", "run:other", default), repository]), Is.EqualTo(new[] { repository }));
    }

    // The spend of the governing budget of 1000 and of the repository's budget of 100, their enforcement, and the verdict on the next call.
    [TestCase(999, 99, "hard", "hard", false, "admitted", null)]
    [TestCase(1000, 99, "hard", "hard", false, "budget_exhausted", "host")]
    [TestCase(999, 100, "hard", "hard", false, "budget_exhausted", "repository:fixer-1")]
    [TestCase(1000, 100, "hard", "hard", false, "budget_exhausted", "host")]
    [TestCase(999, 100, "hard", "rate", false, "rate_limited", "repository:fixer-1")]
    [TestCase(999, 100, "hard", "soft", false, "admitted", null)]
    [TestCase(1000, 0, "soft", "hard", false, "admitted", null)]
    [TestCase(0, 100, "soft", "hard", false, "budget_exhausted", "repository:fixer-1")]
    [TestCase(0, 0, "soft", "hard", true, "unmetered_call", null)]
    [TestCase(0, 0, "hard", "soft", true, "unmetered_call", null)]
    [TestCase(0, 0, "soft", "soft", true, "admitted", null)]
    public void Both_budgets_must_have_room(long governing, long beside, string one, string other, bool unmetered, string verdict, string? scope)
    {
        Account host = Spent(Scope.Host, 1000, governing, one);
        Account repository = Spent(Scope.Repository("fixer-1"), 100, beside, other);
        AdmissionAnswer answer = AdmissionPolicy.Decide(null, AdmissionPolicy.Limits([repository, host]), default, unmetered, Now);
        Assert.That((WireNames.Of(answer.Verdict), answer.Refusal?.Scope), Is.EqualTo((verdict, scope)));
    }

    private static Account Spent(Scope scope, long limit, long spent, string enforcement)
    {
        Assert.That(WireNames.TryParse(enforcement, out BudgetEnforcement enforced), Is.True);
        Account account = With(Budget.OfTokens(scope, "claude", limit, "test") with { Enforcement = enforced });
        account.Add(Now, new Spend(spent, 1));
        return account;
    }

    private static Account With(Budget budget)
    {
        Account account = new(budget.Scope, budget.Provider, budget.Scope.ToString(), default);
        account.Define(budget, null, null);
        return account;
    }
}
