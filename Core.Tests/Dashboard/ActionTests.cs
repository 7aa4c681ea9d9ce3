using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Keys that act on the host: their targets and their questions.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ActionTests
{
    [TestCase('k', RunActionKind.Kill)]
    [TestCase('f', RunActionKind.Freeze)]
    [TestCase('u', RunActionKind.Resume)]
    public void A_destructive_action_asks_first_and_applies_to_the_run_in_the_question(char key, object kind)
    {
        DashboardState asked = Samples.Three().Press(key);
        Assert.That(asked.Outbox, Is.Empty);
        Assert.That(asked.Confirmation!.Question, Does.Contain("otter"));
        Assert.That(string.Concat(asked.Confirmation.Facts), Does.Contain("id-otter"));
        // The rows move, and the selection moves to another run.
        DashboardState moved = (asked with { SelectedRun = "id-heron" }).After(Samples.Update(exchanges: [Samples.Exchange(9, "heron", 900_000)]));
        HostCommand.ActOnRuns done = (HostCommand.ActOnRuns)moved.Press('y').Outbox.Single();
        Assert.That((done.Kind, done.Runs.Single().Run), Is.EqualTo(((RunActionKind)kind, "id-otter")));
        foreach (object other in (object[])['n', 'x', KeyKind.Enter, KeyKind.Escape, new KeyStroke(KeyKind.Paste, "y"), KeyKind.Down])
        {
            DashboardState no = asked.Press(other);
            Assert.That((no.Outbox.Count, no.Confirmation, no.SelectedRun), Is.EqualTo((0, (Confirmation?)null, "id-otter")), other.ToString());
        }
    }

    [TestCase('C', RunActionKind.Cut, new[] { "id-otter" })]
    [TestCase('R', RunActionKind.Restore, new[] { "id-heron" })]
    [TestCase('F', RunActionKind.Freeze, new[] { "id-heron", "id-otter" })]
    [TestCase('U', RunActionKind.Resume, new[] { "id-lynx" })]
    [TestCase('K', RunActionKind.Kill, new[] { "id-heron", "id-otter" })]
    public void All_means_the_runs_named_in_the_question(char key, object kind, string[] runs)
    {
        DashboardState asked = Samples.Three().Press(key);
        Assert.That(asked.Outbox, Is.Empty);
        foreach (string run in runs)
        {
            Assert.That(asked.Confirmation!.Facts[0], Does.Contain(run[3..]));
        }

        DashboardState more =
            asked.After(Samples.Update(runs: [Samples.Run("late"), Samples.Run("later", RunState.Cut), Samples.Run("last", RunState.Frozen)]));
        HostCommand.ActOnRuns done = (HostCommand.ActOnRuns)more.Press('y').Outbox.Single();
        Assert.That((done.Kind, done.Runs.Select(run => run.Run)), Is.EqualTo(((RunActionKind)kind, runs)));
    }

    [Test]
    public void Cut_and_restore_of_one_run_take_one_key()
    {
        HostCommand.ActOnRuns cut = (HostCommand.ActOnRuns)Samples.Three().Press('c').Outbox.Single();
        HostCommand.ActOnRuns restore = (HostCommand.ActOnRuns)Samples.Three().Press(KeyKind.Enter, 'r').Outbox[1];
        Assert.That(
            (cut.Kind, cut.Runs[0].Run, restore.Kind, restore.Runs[0].Run), Is.EqualTo((RunActionKind.Cut, "id-otter", RunActionKind.Restore, "id-otter")));
    }

    [TestCase('a', true)]
    [TestCase('x', false)]
    public void A_decision_applies_to_the_approval_that_was_selected_not_to_one_that_moved_under_the_cursor(char key, bool approve)
    {
        DashboardState state = Samples.Three().Press('3');
        Assert.That(Rows.Approvals(state).Select(approval => approval.Id), Is.EqualTo(new[] { "x3npw", "k7q2m" }));
        Assert.That(state.SelectedApproval, Is.EqualTo("x3npw"));
        Assert.That(state.Press(key).Outbox.Single(), Is.EqualTo(new HostCommand.Decide("x3npw", approve)));

        // Another approval arrives on top; the key applies to the selected one.
        DashboardState more = state.After(Samples.Update(approvals: [Samples.Approval("aaaaa", left: 5)]));
        Assert.That(more.Press(key).Outbox.Single(), Is.EqualTo(new HostCommand.Decide("x3npw", approve)));

        // The approval times out; the key has no target.
        DashboardState late =
            more.After(Samples.Update(approvals: [Samples.Approval("x3npw", "heron", 31) with { State = ApprovalState.TimedOut, DecidedAt = Samples.Now }]));
        Assert.That(late.Press(key).Outbox, Is.Empty);
        Assert.That(late.Press(key).Notice!.Text, Does.Contain("x3npw is no longer pending: timed out"));

        // The approval is gone with its controller; the key has no target until an arrow key selects one.
        DashboardState gone = more.After(Samples.Update(snapshot: true, approvals: [Samples.Approval("k7q2m")]));
        Assert.That(gone.Press(key).Outbox, Is.Empty);
        Assert.That(gone.Press(KeyKind.Down, key).Outbox.Single(), Is.EqualTo(new HostCommand.Decide("k7q2m", approve)));
    }

    [TestCase("500k", 500_000)]
    [TestCase("2M", 2_000_000)]
    public void A_limit_is_edited_in_place(string text, long tokens)
    {
        DashboardState state = Samples.Three().Press('2', KeyKind.Down, 'e');
        state = text.Aggregate(state, (now, letter) => now.Press(letter));
        // The rows move while a line is typed.
        state = state.After(Samples.Update(budgets: [Samples.Budget("agent:a"), Samples.Budget("bottle:aaa")])).Press('x', KeyKind.Backspace, KeyKind.Enter);
        Assert.That(state.Outbox.Single(), Is.EqualTo(new HostCommand.SetBudget(new BudgetChange("claude", "bottle:data", Tokens: tokens))));
        Assert.That(state.Prompt, Is.Null);
    }

    [Test]
    public void An_invalid_limit_is_reported_and_can_be_corrected()
    {
        DashboardState state = Samples.Three().Press('2', 'e', '5', 'q', KeyKind.Enter);
        Assert.That((state.Outbox.Count, state.Prompt!.Text, state.Prompt.Fault), Is.EqualTo((0, "5q", "not a limit: 500k or 5M")));
        Assert.That(state.Press(KeyKind.Backspace, KeyKind.Enter).Outbox, Has.Count.EqualTo(1));
        Assert.That(state.Press(KeyKind.Escape).Prompt, Is.Null);
    }

    [Test]
    public void A_budget_of_requests_alone_is_edited_in_requests()
    {
        DashboardState state = Samples.Empty.After(Samples.Update(snapshot: true, budgets: [Samples.Budget("host", limit: null) with { RequestLimit = 50 }]))
            .Press('2', 'e', '9', KeyKind.Enter);
        Assert.That(state.Outbox.Single(), Is.EqualTo(new HostCommand.SetBudget(new BudgetChange("claude", "host", Requests: 9))));
    }

    [Test]
    public void A_counter_is_reset_and_a_limit_dropped_after_a_question()
    {
        DashboardState state = Samples.Three().Press('2');
        Assert.That(state.Press('z').Outbox, Is.Empty);
        Assert.That(state.Press('z', 'y').Outbox.Single(), Is.EqualTo(new HostCommand.ResetBudget(new BudgetKey("claude", "host"))));
        Assert.That(state.Press('d', 'y').Outbox.Single(), Is.EqualTo(new HostCommand.ClearBudget(new BudgetKey("claude", "host"))));
    }
}
