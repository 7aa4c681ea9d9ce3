using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Dashboard;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>A confirmation applies to the question on the terminal and to the runs that it named.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AimQuestionTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [TestCase("kill-ended", "nothing was done: otter (id-otter) has ended meanwhile")]
    [TestCase("kill-gone", "nothing was done: otter (id-otter) is gone")]
    [TestCase("kill-frozen", "nothing was done: otter (id-otter) is frozen by now")]
    public void A_confirmation_applies_to_the_run_in_the_state_that_the_question_showed(string change, string said)
    {
        DashboardState asked = Samples.Three().Press('k');
        HostUpdate update = change switch
        {
            "kill-ended" => Samples.Update(runs: [Samples.Run("otter", RunState.Exited) with { EndedAt = Samples.Now }]),
            "kill-gone" => Samples.Update(snapshot: true, runs: [Samples.Run("otter") with { Run = "id-otter-2" }]),
            _ => Samples.Update(runs: [Samples.Run("otter", RunState.Frozen)]),
        };
        RequireNothing(asked.After(update).Press('y'), said);
    }

    [Test]
    public void A_confirmation_for_several_runs_leaves_out_changed_ones()
    {
        DashboardState asked = Samples.Three().Press('K');
        DashboardState done = asked.After(Samples.Update(runs: [Samples.Run("otter", RunState.Killed) with { EndedAt = Samples.Now }])).Press('y');
        Assert.That(((HostCommand.ActOnRuns)done.Outbox.Single()).Runs.Select(run => run.Run), Is.EqualTo(new[] { "id-heron" }));
        Assert.That(done.Notice!.Text, Is.EqualTo("left out: otter (id-otter) has ended meanwhile"));
    }

    [Test]
    public void A_confirmation_for_a_frozen_run_does_not_apply_after_it_resumes()
    {
        DashboardState asked = (Samples.Three() with { SelectedRun = "id-lynx" }).Press('k');
        Assert.That(asked.Confirmation!.Facts, Has.Some.Contains("what was kept of it is given up"));
        RequireNothing(asked.After(Samples.Update(runs: [Samples.Run("lynx")])).Press('y'), "nothing was done: lynx (id-lynx) is not frozen any more");
    }

    [Test]
    public void A_confirmation_typed_before_the_question_was_readable_is_ignored()
    {
        DashboardState state = Samples.Three().Look().Type(Aim.Settling, 'k', 'y');
        Assert.That((state.Outbox.Count, state.Confirmation?.Question), Is.EqualTo((0, "Kill otter?")));
        Assert.That(state.Press('y').Outbox, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_limit_is_set_as_shown_on_the_screen()
    {
        DashboardState state = Samples.Three().Press('2', 'e', '1', '0').Look().Type(Aim.Settling, 'M', KeyKind.Enter);
        Assert.That((state.Outbox.Count, state.Confirmation!.Question), Is.EqualTo((0, "Set the claude limit of host to 10,000,000 tokens?")));
        Assert.That(state.Press('y').Outbox.Single(), Is.EqualTo(new HostCommand.SetBudget(new BudgetChange("claude", "host", Tokens: 10_000_000))));
    }

    [Test]
    public void A_failure_does_not_cover_a_limit_that_is_being_typed()
    {
        DashboardState state = Samples.Three().Press('2', 'e', '7').After(new Message.ActionEnded("otter: refused", true));
        Assert.That(Drawn.Rows(state)[^2], Does.Contain(": 7_"));
        Assert.That(Drawn.Rows(state.Press(KeyKind.Escape).After(new Message.ActionEnded("otter: refused", true)))[^2], Does.Contain("otter: refused"));
    }

    [Test]
    public async Task The_controller_asks_about_a_limit_that_cuts_runs_at_once()
    {
        ScriptedHost host = new() { Question = ("2 of 1 tokens would be spent: this cuts 2 runs at once (otter, heron)", "q1") };
        HostActions actions = new(host);
        DashboardState state = Samples.Three().Press('2', 'e', '1', KeyKind.Enter);
        DashboardState asked = (state with { Outbox = [] }).After(await actions.DoAsync(state.Outbox.Single(), default));
        Assert.That((host.Done.Count, asked.Confirmation!.Question, asked.Confirmation.Facts[0]),
            Is.EqualTo((0, "Set the claude limit of host to 1 tokens?", host.Question.Value.Text)));
        // The question appeared by itself; a y typed for something else does not answer it.
        DashboardState early = asked.Written(asked.KeyAt + Moment);
        early = Reducer.Reduce(early, new Message.Pressed(KeyStroke.Of('y'), early.KeyAt + 2 * Moment));
        Assert.That((early.Outbox.Count, early.Confirmation), Is.EqualTo((0, asked.Confirmation)));
        DashboardState yes = asked.Press('y');
        Assert.That(yes.Outbox.Single(), Is.EqualTo(new HostCommand.SetBudget(new BudgetChange("claude", "host", Tokens: 1), "q1")));
        // It covers more runs by now, so that the controller asks again.
        host.Question = ("2 of 1 tokens would be spent: this cuts 3 runs at once (otter, heron, lynx)", "q2");
        DashboardState again = (yes with { Outbox = [] }).After(await actions.DoAsync(yes.Outbox.Single(), default));
        Assert.That((host.Done.Count, again.Confirmation!.Facts[0]), Is.EqualTo((0, host.Question.Value.Text)));
        await actions.DoAsync(again.Press('y').Outbox.Single(), default);
        Assert.That(host.Done, Is.EqualTo(new[] { "set claude host 1" }));
    }

    [Test]
    public async Task The_controller_asks_about_dropping_a_limit_too()
    {
        ScriptedHost host = new() { Question = ("this cuts 1 run at once (otter)", "q1") };
        HostActions actions = new(host);
        DashboardState state = Samples.Three().Press('2', 'd', 'y');
        DashboardState asked = (state with { Outbox = [] }).After(await actions.DoAsync(state.Outbox.Single(), default));
        Assert.That((host.Done.Count, asked.Confirmation!.Facts[0]), Is.EqualTo((0, "this cuts 1 run at once (otter)")));
        await actions.DoAsync(asked.Press('y').Outbox.Single(), default);
        Assert.That(host.Done, Is.EqualTo(new[] { "clear claude host" }));
    }

    [Test]
    public void A_question_of_the_controller_does_not_interrupt_other_input()
    {
        Message question =
            new Message.Questioned(new Confirmation("Set it?", ["this cuts 2 runs"], new HostCommand.SetBudget(new BudgetChange("claude", "host", 1), "q")));
        foreach (DashboardState busy
            in (DashboardState[])[Samples.Three().Press('k'), Samples.Three().Press('/'), Samples.Three().Press('2', 'e'), Samples.Three().Press('?')])
        {
            DashboardState after = busy.After(question);
            Assert.That((after.Confirmation, after.Prompt, after.Help), Is.EqualTo((busy.Confirmation, busy.Prompt, busy.Help)));
            Assert.That(after.Notice!.Text, Does.StartWith("Set it? Nothing was changed: this cuts 2 runs."));
        }
    }

    [Test]
    public async Task A_run_frozen_after_the_picture_is_not_given_up()
    {
        ScriptedHost host = new() { Question = ("otter is frozen: killing it gives it up", "q1") };
        HostActions actions = new(host);
        Message told = await actions.DoAsync(Samples.Three().Press('k', 'y').Outbox.Single(), default);
        Assert.That((host.Done.Count, told), Is.EqualTo((0, (Message)new Message.ActionEnded("otter is frozen: killing it gives it up", true))));
        await actions.DoAsync((Samples.Three() with { SelectedRun = "id-lynx" }).Press('k', 'y').Outbox.Single(), default);
        Assert.That(host.Done, Is.EqualTo(new[] { "kill id-lynx" }));
    }

    [Test]
    public void A_limit_that_does_not_fit_on_the_screen_needs_confirmation()
    {
        string scope = "run:" + new string('n', 60);
        DashboardState state = (Samples.Empty with { Width = 40 }).After(Samples.Update(snapshot: true, budgets: [Samples.Budget(scope)]))
            .Press('2', 'e', '5', KeyKind.Enter);
        Assert.That((state.Outbox.Count, state.Confirmation!.Question), Is.EqualTo((0, $"Set the claude limit of {scope} to 5 tokens?")));
    }

    [Test]
    public void An_approval_whose_host_is_not_on_the_screen_needs_confirmation()
    {
        DashboardState small = (Samples.Three() with { Width = 40, Height = 10 })
            .After(Samples.Update(approvals: [Samples.Approval("x3npw", "heron", 31) with { Context = new string('c', 60) }])).Press('3', 'a');
        Assert.That((small.Outbox.Count, small.Confirmation!.Question), Is.EqualTo((0, "Approve x3npw: AWS access key to api.example.com?")));
        Assert.That(small.Press('y').Outbox.Single(), Is.EqualTo(new HostCommand.Decide("x3npw", true)));
        DashboardState late = small.After(Samples.Update(approvals: [Samples.Approval("x3npw", "heron") with { State = ApprovalState.Rejected }]));
        RequireNothing(late.Press('y'), "x3npw is no longer pending: rejected");
    }

    [TestCase(40, "api.example.com")]
    [TestCase(80, "a-name-that-is-longer-than-the-line-on-which-it-has-to-stand.api.example.com")]
    public void An_approval_whose_host_is_partly_on_the_screen_needs_confirmation(int width, string host)
    {
        DashboardState state = (Samples.Three() with { Width = width, Height = 30 })
            .After(Samples.Update(approvals: [Samples.Approval("x3npw", "heron", 31) with { Host = host }])).Press('3', 'a');
        Assert.That(state.Outbox, Is.Empty);
        Assert.That(state.Confirmation!.Question, Does.StartWith("Approve x3npw: "));
    }

    [Test]
    public void A_question_names_its_target_on_every_terminal([Range(10, 30)] int height, [Values(40, 80, 200)] int width)
    {
        DashboardState asked = (Samples.Three() with { Width = width, Height = height }).Press('k');
        string text = string.Concat(Drawn.Rows(asked).Select(line => line + "\n"));
        Assert.That(text, Does.Contain("Kill otter?").And.Contain("run id-otter").And.Contain("y = yes"));
        Assert.That(asked.Press('y').Outbox, Has.Count.EqualTo(1));
    }

    private static void RequireNothing(DashboardState state, string said) => AimTests.RequireNothing(state, said);
}
