using BotBottle.Controller.State;
using BotBottle.Core.Budgets;

namespace BotBottle.Core.Tests.Controller.Service;

/// <summary>Calls that wait only because of the holds of others.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AdmissionWaitTests
{
    [Test]
    public async Task Waiting_calls_are_admitted_in_order_of_arrival_when_holds_settle()
    {
        using AdmissionBench bench = new();
        (LiveRun run, Account account) = bench.NewRun(1000, BudgetGate.Strict);
        Assert.That((await bench.AskAsync(run, "a", 100, 500)).Hold, Is.EqualTo(600));
        Task<AdmissionAnswer> large = bench.AskAsync(run, "large", 100, 700);
        Task<AdmissionAnswer> small = bench.AskAsync(run, "small", 10, 10);
        Assert.That(bench.Look(account), Is.EqualTo((0, 600, 1, 2)), "the small call would fit but does not overtake");
        await bench.SettleAsync(run, "a", 100, 50);
        Assert.That((await large).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That((await small).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(bench.Look(account), Is.EqualTo((150, 820, 2, 0)));
    }

    [Test]
    public async Task A_call_waiting_for_its_repository_budget_does_not_block_a_shared_budget()
    {
        using AdmissionBench bench = new();
        (LiveRun narrow, LiveRun other, Account shared) = bench.NewPair(10_000, narrowTokens: 1000);
        await bench.AskAsync(narrow, "a", 100, 800);
        Task<AdmissionAnswer> waits = bench.AskAsync(narrow, "waits", 100, 800);
        Assert.That(waits.IsCompleted, Is.False);
        Assert.That((await bench.AskAsync(other, "b", 100, 100)).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(bench.Look(shared), Is.EqualTo((0, 1100, 2, 1)));
        bench.Desk.Withdraw(narrow, "a");
        Assert.That((await waits).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
    }

    [Test]
    public async Task Runs_that_share_a_budget_take_turns()
    {
        using AdmissionBench bench = new();
        (LiveRun many, LiveRun one, Account shared) = bench.NewPair(1000, narrowTokens: 1_000_000);
        await bench.AskAsync(many, "a", 100, 700);
        Task<AdmissionAnswer>[] crowd = [.. Enumerable.Range(0, 100).Select(call => bench.AskAsync(many, $"crowd-{call}", 100, 700))];
        Task<AdmissionAnswer> first = bench.AskAsync(one, "first", 100, 700);
        Task<AdmissionAnswer> second = bench.AskAsync(one, "second", 100, 700);
        bench.Desk.Withdraw(many, "a");
        Assert.That((await crowd[0]).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        bench.Desk.Withdraw(many, "crowd-0");
        Assert.That((await first).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        bench.Desk.Withdraw(one, "first");
        Assert.That((await crowd[1]).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        bench.Desk.Withdraw(many, "crowd-1");
        Assert.That((await second).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        Assert.That(bench.Look(shared), Is.EqualTo((0, 800, 1, 98)));
    }

    [Test]
    public async Task After_20_s_a_call_is_refused_because_the_budget_is_held()
    {
        using AdmissionBench bench = new();
        (LiveRun run, Account account) = bench.NewRun(1000, BudgetGate.Strict);
        await bench.AskAsync(run, "a", 100, 500);
        Task<AdmissionAnswer> late = bench.AskAsync(run, "late", 100, 500);
        bench.Time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.That(late.IsCompleted, Is.False);
        bench.Time.Advance(TimeSpan.FromSeconds(0.1));
        AdmissionAnswer answer = await late;
        Assert.That((answer.Verdict, answer.Refusal!.Held, answer.Refusal.Spent), Is.EqualTo((AdmissionVerdict.BudgetHeld, 600, 0)));
        Assert.That(bench.Look(account), Is.EqualTo((0, 600, 1, 0)));
    }

    [Test]
    public async Task A_cancelled_call_holds_nothing_and_admits_the_next()
    {
        using AdmissionBench bench = new();
        (LiveRun run, Account account) = bench.NewRun(1000, BudgetGate.Strict);
        await bench.AskAsync(run, "a", 100, 500);
        using CancellationTokenSource gone = new();
        Task<AdmissionAnswer> first = bench.AskAsync(run, "first", 100, 800, gone: gone.Token);
        Task<AdmissionAnswer> second = bench.AskAsync(run, "second", 100, 200);
        Assert.That(second.IsCompleted, Is.False);
        await gone.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await second).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        bench.Desk.Withdraw(run, "second");
        bench.Desk.Withdraw(run, "a");
        Assert.That(bench.Look(account), Is.EqualTo((0, 0, 0, 0)));
    }

    [Test]
    public async Task A_raised_budget_and_a_cut_wake_waiting_calls()
    {
        using AdmissionBench bench = new();
        (LiveRun run, Account account) = bench.NewRun(1000, BudgetGate.Paced);
        await bench.AskAsync(run, "a", 900, 200);
        Task<AdmissionAnswer> raised = bench.AskAsync(run, "raised", 2000, 200);
        Assert.That(raised.IsCompleted, Is.False);
        await bench.RaiseAsync(account, 2000);
        Assert.That((await raised).Verdict, Is.EqualTo(AdmissionVerdict.Admitted));
        Task<AdmissionAnswer> cut = bench.AskAsync(run, "cut", 1, 1);
        run.Record = run.Record with { OperatorCut = new EgressCut(CutCause.Operator, true, null, bench.State.Now) };
        await bench.RaiseAsync(account, 2000);
        Assert.That((await cut).Verdict, Is.EqualTo(AdmissionVerdict.EgressCut));
    }

    [Test]
    public async Task A_repeated_request_for_one_call_gets_the_same_answer()
    {
        using AdmissionBench bench = new();
        (LiveRun run, Account account) = bench.NewRun(1000, BudgetGate.Strict);
        AdmissionAnswer once = await bench.AskAsync(run, "a", 100, 500);
        Assert.That(await bench.AskAsync(run, "a", 100, 500), Is.EqualTo(once));
        Assert.That(once.OutputHold, Is.EqualTo(500));
        Assert.That(bench.Look(account), Is.EqualTo((0, 600, 1, 0)));
    }
}
