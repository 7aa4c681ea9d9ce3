using BotBottle.Core.Budgets;

namespace BotBottle.Core.Tests.Core.Budgets;

[Parallelizable(ParallelScope.All)]
public sealed class AccountTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [TestCase(799, null)]
    [TestCase(800, 0.8)]
    [TestCase(949, 0.8)]
    [TestCase(950, 0.95)]
    [TestCase(2000, 0.95)]
    public void The_highest_reached_fraction_warns(long spent, double? due)
    {
        Account account = With(Limit(1000));
        account.Add(Now, new Spend(spent, 1));
        Assert.That(account.WarningDue(Now), Is.EqualTo(due));
    }

    [Test]
    public void A_warning_is_given_once_and_a_higher_one_follows()
    {
        Account account = With(Limit(1000));
        account.Add(Now, new Spend(800, 1));
        account.Warned[0.8] = Now;
        Assert.That(account.WarningDue(Now), Is.Null);
        account.Add(Now, new Spend(150, 1));
        Assert.That(account.WarningDue(Now), Is.EqualTo(0.95));
        account.Warned.Clear();
        account.Warned[0.95] = Now;
        Assert.That(account.WarningDue(Now), Is.Null, "a lower warning does not follow a higher one");
    }

    [Test]
    public void A_new_window_warns_again()
    {
        Assert.That(BudgetWindow.TryParse("daily", out BudgetWindow daily), Is.True);
        Account account = With(Limit(1000) with { Window = daily }, new SpendWindow(daily));
        account.Add(Now, new Spend(800, 1));
        account.Warned[0.8] = Now;
        Assert.That(account.WarningDue(Now.AddHours(1)), Is.Null);
        account.Add(Now.AddDays(1), new Spend(800, 1));
        Assert.That(account.WarningDue(Now.AddDays(1)), Is.EqualTo(0.8));
        Assert.That(account.Total, Is.EqualTo(new Spend(1600, 2)), "the counter since the reset continues");
        Assert.That(account.Spent(Now.AddDays(1)), Is.EqualTo(new Spend(800, 1)));
    }

    [Test]
    public void A_refusal_names_the_reached_limit()
    {
        Account account = With(Limit(1000) with { Requests = 3 });
        account.Add(Now, new Spend(10, 3));
        Assert.That(account.Refusal(Now), Is.EqualTo(new BudgetRefusal("host", "claude", "requests", 3, 3, 0, null)));
        account.Add(Now, new Spend(1000, 1));
        Assert.That(account.Refusal(Now), Is.EqualTo(new BudgetRefusal("host", "claude", "tokens", 1000, 1010, 0, null)));
    }

    [Test]
    public void A_reset_and_a_definition_can_be_undone()
    {
        Account account = With(Limit(1000));
        account.Add(Now, new Spend(700, 2));
        Action back = account.Reset();
        Assert.That(account.Spent(Now), Is.EqualTo(default(Spend)));
        back();
        Assert.That(account.Spent(Now), Is.EqualTo(new Spend(700, 2)));
        back = account.Define(account.Declared, Limit(9), null);
        Assert.That(account.Budget!.Tokens, Is.EqualTo(9));
        back();
        Assert.That(account.Budget!.Tokens, Is.EqualTo(1000));
    }

    [Test]
    public void An_operators_definition_takes_precedence_and_both_may_be_missing()
    {
        Account account = new(Scope.Host, "claude", "host", default);
        Assert.That(account.Budget, Is.Null);
        Assert.That(account.IsSpent(Now), Is.False);
        account.Define(Limit(1), null, null);
        Assert.That(account.IsSpent(Now), Is.False);
        account.Define(Limit(1), Limit(0), null);
        Assert.That(account.IsSpent(Now), Is.True, "a limit of 0 is spent from the start");
    }

    private static Budget Limit(long tokens) => Budget.OfTokens(Scope.Host, "claude", tokens, "test") with { WarnAt = [0.8, 0.95] };

    private static Account With(Budget budget, SpendWindow? window = null)
    {
        Account account = new(Scope.Host, "claude", "host", default);
        account.Define(budget, null, window);
        return account;
    }
}
