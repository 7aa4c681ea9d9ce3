using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Budgets;

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
    public void Enforcement_decides(BudgetEnforcement enforcement, long spent, bool unmetered, AdmissionVerdict verdict)
    {
        Account account = With(Budget.OfTokens(Scope.Host, "claude", 1000, "test") with { Enforcement = enforcement });
        account.Add(Now, new Spend(spent, 1));
        AdmissionAnswer answer = AdmissionPolicy.Decide(null, account, unmetered, Now);
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
        account.InFlight = inFlight;
        Assert.That(AdmissionPolicy.Decide(null, account, false, Now).Verdict, Is.EqualTo(verdict));
    }

    [Test]
    public void A_cut_decides_before_any_budget()
    {
        BudgetRefusal facts = new("host", "codex", "tokens", 1, 2, 0, null);
        EgressCut budget = new(CutCause.Budget, true, facts, Now);
        Assert.That(AdmissionPolicy.Decide(budget, null, false, Now), Is.EqualTo(new AdmissionAnswer(AdmissionVerdict.BudgetExhausted, Refusal: facts)));
        EgressCut operators = new(CutCause.Operator, true, null, Now);
        Assert.That(AdmissionPolicy.Decide(operators, null, false, Now).Verdict, Is.EqualTo(AdmissionVerdict.EgressCut));
    }

    [Test]
    public void Without_a_budget_everything_is_admitted()
    {
        Assert.That(AdmissionPolicy.Decide(null, null, true, Now).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(AdmissionPolicy.Governing([]), Is.Null);
    }

    [Test]
    public void The_nearest_scope_with_a_budget_governs()
    {
        Account run = new(Scope.Run("r"), "claude", "run:r", default);
        Account agent = new(Scope.Agent("a"), "claude", "agent:a", default);
        Account host = With(Budget.OfTokens(Scope.Host, "claude", 1, "test"));
        Assert.That(AdmissionPolicy.Governing([run, agent, host]), Is.SameAs(host));
        agent.Define(Budget.OfTokens(agent.Scope, "claude", 1, "test"), null, null);
        Assert.That(AdmissionPolicy.Governing([run, agent, host]), Is.SameAs(agent));
    }

    private static Account With(Budget budget)
    {
        Account account = new(budget.Scope, budget.Provider, "host", default);
        account.Define(budget, null, null);
        return account;
    }
}
