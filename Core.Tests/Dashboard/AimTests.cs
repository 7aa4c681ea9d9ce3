using BotBottle.Core.Control;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Keys that could act on the wrong target: they act on what the terminal showed when they were pressed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AimTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Test]
    public void An_action_does_not_affect_a_run_hidden_by_the_filter(
        [Values('c', 'r', 'k', 'f', 'u')] char key, [Values] bool open, [Values("he", "nothing")] string filter)
    {
        DashboardState state = filter.Aggregate(Samples.Three().Press('/'), (now, letter) => now.Press(letter));
        state = open ? state : state.Press(KeyKind.Enter);
        state = open ? state.Press(KeyKind.Escape) with { Filters = state.Filters } : state;
        RequireNothing(state.Press(key), "the filter hides otter");
        Assert.That(Drawn.Rows(state.Press(key))[^1], Does.Not.Contain("otter"), "the footer offers no key either");
        RequireNothing(state.Press(KeyKind.Enter), "no run is selected");
    }

    [Test]
    public void A_filter_that_is_being_typed_gets_all_letters()
    {
        DashboardState state = Samples.Three().Press('/');
        foreach (char key in "crkfuCRKFUaxezdqy")
        {
            DashboardState typed = state.Press(key);
            Assert.That((typed.Outbox.Count, typed.Confirmation, typed.Filter), Is.EqualTo((0, (Confirmation?)null, key.ToString())));
        }
    }

    [Test]
    public void An_action_does_not_affect_budgets_and_approvals_hidden_by_the_filter()
    {
        DashboardState budgets = Samples.Three().Press('2', '/', 'r', 'u', 'n', KeyKind.Enter);
        Assert.That((budgets.SelectedBudget!.Value.Scope, Rows.Budgets(budgets).Single().Scope), Is.EqualTo(("host", "run:otter")));
        foreach (char key in "ezd")
        {
            RequireNothing(budgets.Press(key), "the filter hides claude of host");
        }

        DashboardState approvals = Samples.Three().Press('3', '/', 'k', '7', KeyKind.Enter);
        Assert.That((approvals.SelectedApproval, Rows.Approvals(approvals).Single().Id), Is.EqualTo(("x3npw", "k7q2m")));
        foreach (char key in "ax")
        {
            RequireNothing(approvals.Press(key), "the filter hides x3npw");
        }

        Assert.That(approvals.Press(KeyKind.Down, 'a').Outbox.Single(), Is.EqualTo(new HostCommand.Decide("k7q2m", true)));
    }

    [Test]
    public void All_means_the_runs_that_the_filter_shows()
    {
        DashboardState state = Samples.Three().Press('/', 'h', 'e', KeyKind.Enter);
        RequireNothing(state.Press('C'), "there is no run to cut that passes the filter 'he'");
        Confirmation asked = state.Press('K').Confirmation!;
        Assert.That(asked.Question, Is.EqualTo("Kill the only live run that passes the filter 'he'?"));
        Assert.That(((HostCommand.ActOnRuns)asked.Command).Runs.Select(run => run.Name), Is.EqualTo(new[] { "heron" }));
    }

    [Test]
    public void On_the_screen_of_one_run_no_key_affects_others([Values('C', 'R', 'K', 'F', 'U')] char key)
    {
        DashboardState state = Samples.Three().Press(KeyKind.Enter);
        Assert.That(state.Press(key), Has.Property("Confirmation").Null.And.Property("Outbox").EqualTo(state.Outbox));
    }

    [Test]
    public void Help_swallows_the_key_and_other_screens_have_no_keys_for_runs([Values('c', 'k', 'K', 'f')] char key)
    {
        DashboardState help = Samples.Three().Press('?', key);
        Assert.That((help.Help, help.Outbox.Count, help.Confirmation), Is.EqualTo((false, 0, (Confirmation?)null)));
        foreach (char screen in "234")
        {
            DashboardState other = Samples.Three().Press(screen, key);
            Assert.That((other.Outbox.Count, other.Confirmation), Is.EqualTo((0, (Confirmation?)null)), screen.ToString());
        }
    }

    [Test]
    public void A_key_typed_before_the_picture_needs_confirmation()
    {
        DashboardState state = Samples.Three().Look();
        DashboardState typed = state.Type(Aim.Settling, KeyKind.Down, 'c');
        Assert.That((typed.Outbox.Count, typed.SelectedRun), Is.EqualTo((0, "id-heron")));
        Assert.That(typed.Confirmation!.Question, Is.EqualTo("Cut heron?"));
        Assert.That(typed.Confirmation.Facts, Does.Contain(QuestionReducer.Unsure));
        // With a picture between them, no confirmation is needed.
        DashboardState seen = state.Type(Aim.Settling, KeyKind.Down);
        seen = seen.Written(seen.KeyAt + Moment).Type(Moment, 'c');
        Assert.That(((HostCommand.ActOnRuns)seen.Outbox.Single()).Runs.Single().Run, Is.EqualTo("id-heron"));
    }

    [Test]
    public void A_picture_already_being_drawn_does_not_delay_the_next_key()
    {
        DashboardState state = Samples.Three().Look();
        DashboardState moved = state.Type(Aim.Settling, KeyKind.Down);
        moved = Reducer.Reduce(moved, new Message.Shown(state.Seen, moved.KeyAt + Moment));
        moved = moved.Written(moved.KeyAt + 2 * Moment);
        Assert.That(moved.Type(2 * Moment, 'c').Outbox, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_selection_that_changed_by_itself_needs_confirmation_for_half_a_second([Values(1, 499, 500)] int milliseconds)
    {
        DashboardState state = Samples.Empty.After(Samples.Update(snapshot: true)).Look().After(Samples.Update(runs: [Samples.Run("otter")]));
        state = state.Written(state.KeyAt + TimeSpan.FromSeconds(60));
        DashboardState pressed =
            Reducer.Reduce(state, new Message.Pressed(KeyStroke.Of('c'), state.KeyAt + TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(milliseconds)));
        Assert.That((pressed.Outbox.Count, pressed.Confirmation is null), Is.EqualTo(milliseconds < 500 ? (0, false) : (1, true)));
    }

    [Test]
    public void After_a_resize_or_a_suspension_the_next_key_needs_confirmation()
    {
        DashboardState state = Samples.Three().Look();
        foreach (Message message in (Message[])[new Message.Resized(100, 30), new Message.Pressed(new KeyStroke(KeyKind.Control, "Z"), state.KeyAt)])
        {
            DashboardState changed = state.After(message) with { Outbox = [] };
            Assert.That(changed.Type(Aim.Settling * 2, 'c').Confirmation, Is.Not.Null, message.ToString());
            DashboardState again = changed.Written(changed.KeyAt + TimeSpan.FromSeconds(40));
            Assert.That(again.Type(Moment * -400, 'c').Confirmation, Is.Not.Null, message.ToString());
            Assert.That(again.Type(Moment, 'c').Outbox, Has.Count.EqualTo(1), message.ToString());
        }
    }

    [Test]
    public void An_action_does_not_affect_a_new_run_with_the_name_and_row_of_an_ended_one()
    {
        DashboardState state = Samples.Three().Look().After(Samples.Update(
            runs: [Samples.Run("otter", RunState.Exited) with { EndedAt = Samples.Now }, Samples.Run("otter") with { Run = "id-otter-2", Requests = 90 }]));
        RequireNothing(state.Press('c'), "otter has ended");
        DashboardState gone = state.After(Samples.Update(snapshot: true, runs: [Samples.Run("otter") with { Run = "id-otter-2" }]));
        RequireNothing(gone.Press('c'), "no run is selected");
        RequireNothing(gone.Press('k'), "no run is selected");
    }

    [Test]
    public void A_key_on_a_terminal_too_small_to_draw_on_does_nothing([Values('c', 'k', 'K')] char key) =>
        Assert.That((Samples.Three() with { Width = 39 }).Press(key).Outbox, Is.Empty);

    internal static void RequireNothing(DashboardState state, string said)
    {
        Assert.That((state.Outbox.Count, state.Confirmation, state.Prompt), Is.EqualTo((0, (Confirmation?)null, (Prompt?)null)));
        Assert.That(state.Notice, Is.Not.Null);
        Assert.That((state.Notice!.Failed, state.Notice.Text), Is.EqualTo((true, state.Notice.Text)));
        Assert.That(state.Notice.Text, Does.StartWith(said));
    }
}
