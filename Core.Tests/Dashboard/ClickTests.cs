using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Clicks hit what the operator aimed at, and act only by way of a label that names its target.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ClickTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    [Test]
    public void A_row_is_selected_and_opened()
    {
        DashboardState state = Settled(Samples.Three());
        DashboardState heron = Click(state, " heron ", Long);
        Assert.That((heron.SelectedRun, heron.Screen, heron.Outbox.Count), Is.EqualTo(("id-heron", Screen.Runs, 0)));
        DashboardState open = Click(Settled(heron), "heron ", Long);
        Assert.That((open.Screen, open.OpenRun), Is.EqualTo((Screen.Run, "id-heron")));
        Assert.That(Click(Settled(open), "routes", Long).Pane, Is.EqualTo(Pane.Routes));
    }

    [TestCase(nameof(Screen.Budgets))]
    [TestCase(nameof(Screen.Approvals))]
    [TestCase(nameof(Screen.Events))]
    public void Tabs_and_rows_of_every_screen_are_clicked(string name)
    {
        Screen screen = Enum.Parse<Screen>(name);
        DashboardState state = Settled(Click(Settled(Samples.Three()), $"{(int)screen + 1} {screen.ToString().ToLowerInvariant()}", Long));
        Assert.That(state.Screen, Is.EqualTo(screen));
        DashboardState last = Click(state, screen switch { Screen.Budgets => "run:otter", Screen.Approvals => "k7q2m", _ => "run_started" }, Long);
        Assert.That(
            (last.SelectedBudget?.Scope, last.SelectedApproval, last.SelectedEvent),
            Is.EqualTo(screen switch
            {
                Screen.Budgets => ("run:otter", state.SelectedApproval, (long?)null),
                Screen.Approvals => (state.SelectedBudget?.Scope, "k7q2m", (long?)null),
                _ => (state.SelectedBudget?.Scope, state.SelectedApproval, 1),
            }));
    }

    [Test]
    public void A_click_on_a_row_that_has_just_moved_selects_what_was_there()
    {
        DashboardState state = Settled(Samples.Three());
        (int column, int row) = Find(state, "heron ");
        // lynx becomes the most expensive run, and all rows move.
        DashboardState moved = state.After(Samples.Update(exchanges: [Samples.Exchange(90, "lynx", 100_000)]));
        Assert.That(Find(moved, "heron ").Row, Is.Not.EqualTo(row));
        moved = Written(moved, state.KeyAt + Long);
        Assert.That(At(moved, column, row, Moment).SelectedRun, Is.EqualTo("id-heron"));
        Assert.That(At(moved, column, row, ClickReducer.Reaction + Moment).SelectedRun, Is.Not.EqualTo("id-heron"));
    }

    [Test]
    public void A_label_acts_on_the_run_that_it_names_after_it_was_readable()
    {
        DashboardState state = Settled(Samples.Three());
        HostCommand.ActOnRuns cut = (HostCommand.ActOnRuns)Click(state, "cut otter", Long).Outbox.Single();
        Assert.That((cut.Kind, cut.Runs.Single()), Is.EqualTo((RunActionKind.Cut, new RunTarget("id-otter", "otter"))));
        DashboardState fresh = Written(Samples.Three(), TimeSpan.FromHours(1));
        DashboardState early = Click(fresh, "cut otter", Moment);
        Assert.That((early.Outbox.Count, early.Confirmation, early.Notice!.Text), Is.EqualTo(
            (0, (Confirmation?)null, "the screen has changed under the pointer: nothing was done; click again")));
    }

    [Test]
    public void A_question_is_answered_by_its_own_words_alone()
    {
        DashboardState asked = Settled(Settled(Samples.Three()).Press('k'));
        Assert.That(asked.Confirmation, Is.Not.Null);
        foreach (string elsewhere in (string[])["2 budgets", "Kill otter?", "NAME"])
        {
            Assert.That(Click(asked, elsewhere, Long).Confirmation, Is.EqualTo(asked.Confirmation), elsewhere);
        }

        Assert.That(Click(asked, "any other key = no", Long), Has.Property("Confirmation").Null.And.Property("Outbox").Empty);
        Assert.That(Click(asked, "y = yes", Long).Outbox.Single(), Is.InstanceOf<HostCommand.ActOnRuns>());
        Assert.That(Click(asked, "yes, do it", Long).Outbox.Single(), Is.InstanceOf<HostCommand.ActOnRuns>());
        DashboardState early = Written(Settled(Samples.Three()).Press('k') with { Steered = false }, TimeSpan.FromHours(2));
        Assert.That(Click(early, "y = yes", Moment).Outbox, Is.Empty);
    }

    [Test]
    public void A_key_that_moved_nothing_makes_no_later_label_count_at_once()
    {
        // The filter hides the selected run; the list of keys opens and closes without a change of what keys act on.
        DashboardState hidden = Samples.Three().Press('/', 's', 't', 'a', 't', 'e', ':', 'c', 'u', 't', KeyKind.Enter, '?', '?');
        Assert.That(Drawn.Rows(hidden)[^1], Does.Not.Contain("otter"));
        // Then its run is cut by something else, and its label comes up under the pointer.
        TimeSpan at = hidden.KeyAt + TimeSpan.FromMinutes(1);
        DashboardState came = Written(hidden.After(Samples.Update(runs: [Samples.Run("otter", RunState.Cut)])), at);
        Assert.That(Click(came, "restore otter", Moment).Outbox, Is.Empty);
        Assert.That(came.After(new Message.Pressed(KeyStroke.Of('r'), at + Moment)).Outbox, Is.Empty);
    }

    [Test]
    public void Labels_that_only_change_the_view_need_no_wait()
    {
        DashboardState state = Settled(Samples.Three());
        // One approval fewer: the tabs behind it move. An agent can do that as often as it likes.
        DashboardState moved = Written(state.After(Samples.Update(approvals: [
            Samples.Approval("k7q2m", "heron") with { State = ApprovalState.TimedOut, DecidedAt = Samples.Now },
            Samples.Approval("x3npw", "heron") with { State = ApprovalState.TimedOut, DecidedAt = Samples.Now }])), state.KeyAt + Long);
        Assert.That(Click(moved, "4 events", Moment).Screen, Is.EqualTo(Screen.Events));
        DashboardState fresh = Written(Samples.Three(), TimeSpan.FromHours(1));
        Assert.That(Click(fresh, "Enter open", Moment).Screen, Is.EqualTo(Screen.Runs), "it opens what the label's target is");
        Assert.That(Click(fresh, "? keys", Moment).Help, Is.True);
        Assert.That(Click(fresh, "q quit", Moment).Ended, Is.False);
    }

    [Test]
    public void A_click_leaves_with_the_release_of_the_button()
    {
        DashboardState left = Click(Settled(Samples.Three()), "q quit", Long);
        Assert.That(left.Ended, Is.False, "the release is still to come and would reach the shell");
        Assert.That(left.Press(KeyKind.Release).Ended, Is.True);
        Assert.That(left.After(new Message.Ticked(Samples.Now)).Ended, Is.True, "a terminal that reports no release");
        DashboardState asked = Settled(Settled(Samples.Three()).Press('k'));
        Assert.That(asked.Press(KeyKind.Release), Has.Property("Confirmation").EqualTo(asked.Confirmation).And.Property("Ended").False);
    }

    [Test]
    public void A_click_types_nothing_into_the_input_line_and_its_labels_end_it()
    {
        DashboardState typing = Settled(Settled(Samples.Three()).Press('/', 'o', 't'));
        Assert.That(Click(typing, "2 budgets", Long), Has.Property("Filter").EqualTo("ot").And.Property("Screen").EqualTo(Screen.Runs));
        Assert.That(Click(typing, "keep the filter", Long), Has.Property("Prompt").Null.And.Property("Filter").EqualTo("ot"));
        Assert.That(Click(typing, "clear it", Long), Has.Property("Prompt").Null.And.Property("Filter").EqualTo(""));
    }

    [TestCase("NAME", "Name")]
    [TestCase("STATE", "State")]
    [TestCase("SPENT", "Spent")]
    [TestCase("TOK/MIN", "Rate")]
    public void A_title_sorts(string title, string order) =>
        Assert.That(Click(Settled(Samples.Three()).Press('s'), title, Long).Order.ToString(), Is.EqualTo(order));

    [Test]
    public void The_wheel_walks_and_disturbs_no_question()
    {
        DashboardState state = Settled(Samples.Three());
        DashboardState down = state.Press(KeyKind.WheelDown);
        Assert.That(down.SelectedRun, Is.EqualTo(state.Press(KeyKind.Down).SelectedRun).And.Not.EqualTo(state.SelectedRun));
        Assert.That(down.Press(KeyKind.WheelUp).SelectedRun, Is.EqualTo(state.SelectedRun));
        DashboardState asked = state.Press('k');
        Assert.That(asked.Press(KeyKind.WheelUp).Confirmation, Is.EqualTo(asked.Confirmation));
    }

    private static DashboardState Settled(DashboardState state) => Written(state, (state.SettledAt > state.KeyAt ? state.SettledAt : state.KeyAt) + Long);

    private static DashboardState Written(DashboardState state, TimeSpan at)
    {
        Picture picture = Picture.Draw(state);
        return state.After(new Message.Shown(picture.Marks, at) { Spots = picture.Spots });
    }

    private static DashboardState Click(DashboardState state, string text, TimeSpan after)
    {
        (int column, int row) = Find(state, text);
        return At(Redrawn(state), column, row, after);
    }

    /// <summary>The state with its own picture on the terminal, at the time of the last one.</summary>
    private static DashboardState Redrawn(DashboardState state) =>
        state.Spots.IsEmpty ? Written(state, state.KeyAt) : state;

    private static DashboardState At(DashboardState state, int column, int row, TimeSpan after)
    {
        TimeSpan shown = state.Spots.Max(spot => spot.Since);
        return state.After(new Message.Pressed(new KeyStroke(KeyKind.Click, null, column, row), shown + after));
    }

    private static (int Column, int Row) Find(DashboardState state, string text)
    {
        string[] rows = Drawn.Rows(state);
        int row = Array.FindIndex(rows, line => line.Contains(text, StringComparison.Ordinal));
        Assert.That(row, Is.Not.Negative, $"'{text}' is not on the screen");
        return (rows[row].IndexOf(text, StringComparison.Ordinal) + 1, row);
    }
}
