using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The effect of each message on the state.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReducerTests
{
    [TestCase('1', "id-otter")]
    [TestCase('2', "host")]
    [TestCase('3', "x3npw")]
    public void The_id_of_the_selected_item_is_copied(char screen, string id)
    {
        DashboardState state = Samples.Three().Press(screen, 'i');
        Assert.That((state.Outbox.Single(), state.Notice!.Text), Is.EqualTo(((HostCommand)new HostCommand.Copy(id), $"copied: {id}")));
        Assert.That(ShellLine.Of(state.Outbox.Single()), Is.Null);
        Assert.That(Samples.Empty.After(Samples.Update(snapshot: true)).Press(screen, 'i'), Has.Property("Outbox").Empty.And.Property("Notice").Not.Null);
    }

    [Test]
    public void Every_kind_of_event_is_kept_and_found_by_its_class([Values] EventKind kind)
    {
        DashboardState state = Samples.Three().After(Samples.Update(events: [Samples.Event(9, kind)]));
        Assert.That(state.Events[^1].Event, Is.EqualTo(kind));
        Assert.That(state.LastEvent, Is.EqualTo(9));
        EventClass expected = EventClasses.Of(kind);
        Assert.That(expected, Is.Not.EqualTo(EventClass.All));
        foreach (EventClass shown in Enum.GetValues<EventClass>())
        {
            bool there = Rows.Events(state with { EventClass = shown }).Any(row => row.First.Seq == 9);
            Assert.That(there, Is.EqualTo(shown == EventClass.All || shown == expected), shown.ToString());
        }
    }

    [Test]
    public void A_snapshot_replaces_the_state_and_keeps_the_history_of_remaining_runs()
    {
        DashboardState state = Samples.Three()
            .After(Samples.Update(snapshot: true, runs: [Samples.Run("otter", RunState.Cut)], budgets: [Samples.Budget("host")]));
        Assert.That(state.Runs.Keys, Is.EqualTo(new[] { "id-otter" }));
        Assert.That(state.Runs["id-otter"].View.State, Is.EqualTo(RunState.Cut));
        Assert.That(state.Runs["id-otter"].Exchanges, Has.Count.EqualTo(3));
        Assert.That(state.Budgets.Keys, Is.EqualTo(new[] { new BudgetKey("claude", "host") }));
        Assert.That(state.Approvals, Is.Empty);
        Assert.That(state.Events, Has.Count.EqualTo(4));
    }

    [Test]
    public void A_change_affects_only_what_it_names()
    {
        DashboardState before = Samples.Three();
        DashboardState state = before.After(Samples.Update(
            runs: [Samples.Run("otter") with { Requests = 99 }], gone: [new BudgetKey("claude", "bottle:data")], budgets: [Samples.Budget("host", 7)]));
        Assert.That(state.Runs, Has.Count.EqualTo(3));
        Assert.That(state.Runs["id-otter"].View.Requests, Is.EqualTo(99));
        Assert.That(state.Runs["id-otter"].Exchanges, Has.Count.EqualTo(3));
        Assert.That(state.Budgets, Has.Count.EqualTo(2));
        Assert.That(state.Budgets[new BudgetKey("claude", "host")].Limit, Is.EqualTo(7));
        Assert.That(state.Approvals, Has.Count.EqualTo(2));
    }

    [Test]
    public void Repeated_history_counts_once()
    {
        HostUpdate update =
            Samples.Update(events: [Samples.Event(4), Samples.Event(5)], exchanges: [Samples.Exchange(4, charged: 1000), Samples.Exchange(5, charged: 50)]);
        DashboardState once = Samples.Three().After(update);
        DashboardState twice = once.After(update);
        Assert.That(twice.Events.Select(logged => logged.Seq), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        Assert.That(Rates.Of(once).Run(once.Runs["id-otter"]), Is.EqualTo(950));
        Assert.That(Rates.Of(twice).Run(twice.Runs["id-otter"]), Is.EqualTo(950));
        Assert.That((twice.LastEvent, twice.LastExchange), Is.EqualTo((5, 5)));
    }

    [Test]
    public void The_history_is_limited()
    {
        DashboardState state = Samples.Three()
            .After(Samples.Update(events: [.. Enumerable.Range(10, 2500).Select(i => Samples.Event(i))],
                exchanges: [.. Enumerable.Range(10, 500).Select(i => Samples.Exchange(i))]));
        Assert.That(state.Events, Has.Count.EqualTo(DashboardState.MaxEvents));
        Assert.That(state.Events[^1].Seq, Is.EqualTo(2509));
        Assert.That(state.Runs["id-otter"].Exchanges, Has.Count.EqualTo(RunEntry.MaxExchanges));
        Assert.That(state.Runs["id-otter"].Exchanges[^1].Id, Is.EqualTo(509));
    }

    [Test]
    public void A_lost_controller_greys_the_picture_until_the_next_one_responds()
    {
        DashboardState lost = Samples.Three()
            .After(new Message.LinkLost("gone", Samples.Now.AddSeconds(1)), new Message.LinkLost("still", Samples.Now.AddSeconds(2)));
        Assert.That(lost.Link, Is.EqualTo(new Link(false, "still", Samples.Now.AddSeconds(1))));
        Assert.That(lost.Runs, Has.Count.EqualTo(3));
        Assert.That(lost.After(Samples.Update(snapshot: true)).Link.Up, Is.True);
    }

    [Test]
    public void An_ended_run_stays_for_a_minute_and_longer_while_it_is_selected()
    {
        RunView[] ended = [
            Samples.Run("otter", RunState.Killed) with { EndedAt = Samples.Now }, Samples.Run("heron", RunState.Exited) with { EndedAt = Samples.Now }];
        ApprovalView[] decided = [
            .. new[] { "k7q2m", "x3npw" }.Select(id => Samples.Approval(id, "heron") with { State = ApprovalState.TimedOut, DecidedAt = Samples.Now })];
        DashboardState state = (Samples.Three() with { SelectedRun = "id-otter", SelectedApproval = "k7q2m" })
            .After(Samples.Update(runs: ended, approvals: decided));
        Assert.That(state.After(new Message.Ticked(Samples.Now.AddSeconds(59))).Runs, Has.Count.EqualTo(3));
        DashboardState later = state.After(new Message.Ticked(Samples.Now.AddSeconds(61)));
        Assert.That(later.Runs.Keys, Is.EquivalentTo(new[] { "id-otter", "id-lynx" }));
        Assert.That(later.Approvals.Keys, Is.EqualTo(new[] { "k7q2m" }));
    }

    [Test]
    public void The_selection_follows_the_run_and_not_the_row()
    {
        DashboardState state = Samples.Three();
        Assert.That(state.SelectedRun, Is.EqualTo("id-otter"));
        state = state.After(Samples.Update(exchanges: [Samples.Exchange(9, "heron", 900_000)]));
        Assert.That(Rows.Runs(state)[0].View.Name, Is.EqualTo("heron"));
        HostCommand.ActOnRuns cut = (HostCommand.ActOnRuns)state.Press('c').Outbox.Single();
        Assert.That(cut.Runs.Single().Run, Is.EqualTo("id-otter"));
    }

    [Test]
    public void A_removed_run_is_not_replaced_by_its_neighbour_as_the_selection()
    {
        DashboardState state = Samples.Three().After(Samples.Update(snapshot: true, runs: [Samples.Run("heron"), Samples.Run("lynx")]));
        foreach (char key in "crfuk")
        {
            DashboardState pressed = state.Press(key);
            Assert.That((pressed.Outbox, pressed.Confirmation), Is.EqualTo((pressed.Outbox.Clear(), (Confirmation?)null)));
            Assert.That(pressed.Notice!.Failed, Is.True);
        }

        Assert.That(state.Press(KeyKind.Down).Target!.View.Name, Is.EqualTo("heron"));
    }

    [Test]
    public void A_filter_applies_at_every_letter_and_letters_are_no_commands()
    {
        DashboardState state = Samples.Three().Press('/', 'k', 'c', 'q');
        Assert.That((state.Ended, state.Confirmation, state.Outbox.Count, state.Filter), Is.EqualTo((false, (Confirmation?)null, 0, "kcq")));
        Assert.That(Rows.Runs(state), Is.Empty);
        Assert.That(state.Press(KeyKind.Escape).Filter, Is.Empty);
        DashboardState kept = Samples.Three().Press('/', 'o', 't', KeyKind.Enter);
        Assert.That((kept.Prompt, Rows.Runs(kept).Single().View.Name), Is.EqualTo(((Prompt?)null, "otter")));
        Assert.That(kept.Press('2').Filter, Is.Empty, "each screen has its own");
    }

    [Test]
    public void Runs_can_be_sorted_by_each_column_with_ended_ones_last()
    {
        DashboardState state = Samples.Three()
            .After(Samples.Update(runs: [Samples.Run("aaa", RunState.Exited) with { EndedAt = Samples.Now, Refusals = 100 }]));
        string[] Sorted() => [.. Rows.Runs(state).Select(run => run.View.Name)];
        Assert.That(Sorted(), Is.EqualTo(new[] { "otter", "heron", "lynx", "aaa" }));
        state = state.Press('s');
        Assert.That(Sorted(), Is.EqualTo(new[] { "heron", "otter", "lynx", "aaa" }));
        state = state.Press('s');
        Assert.That(Sorted(), Is.EqualTo(new[] { "heron", "lynx", "otter", "aaa" }));
        state = state.Press('s');
        Assert.That(Sorted(), Is.EqualTo(new[] { "otter", "heron", "lynx", "aaa" }));
        state = state.Press('s', 's');
        Assert.That(Sorted(), Is.EqualTo(new[] { "heron", "lynx", "otter", "aaa" }));
        Assert.That(state.Press('s').Order, Is.EqualTo(RunOrder.Rate));
    }

    [Test]
    public void A_run_can_be_opened_with_its_routes_and_closed()
    {
        DashboardState open = Samples.Three().Press(KeyKind.Enter);
        Assert.That((open.Screen, open.OpenRun), Is.EqualTo((Screen.Run, "id-otter")));
        Assert.That(open.Outbox.Single(), Is.EqualTo(new HostCommand.ReadRoutes("id-otter")));
        RoutesView routes = new([]);
        Assert.That(open.After(new Message.RoutesRead("id-otter", routes, null)).Runs["id-otter"].Routes, Is.SameAs(routes));
        Assert.That(open.After(new Message.RoutesRead("id-otter", null, "why")).Runs["id-otter"].RoutesFault, Is.EqualTo("why"));
        Assert.That(open.After(new Message.RoutesRead("id-gone", routes, null)), Is.SameAs(open));
        Assert.That((open with { Outbox = [] }).After(Samples.Update(events: [Samples.Event(9, EventKind.RouteReload)])).Outbox, Has.Count.EqualTo(1),
            "an edit is read anew");
        Assert.That(open.Press(KeyKind.Escape).Screen, Is.EqualTo(Screen.Runs));
    }

    [Test]
    public void Events_can_be_shown_by_kind_and_run()
    {
        DashboardState state = Samples.Three().Press('4');
        Assert.That(Rows.Events(state).Select(row => row.First.Seq), Is.EqualTo(new[] { 4, 3, 2, 1 }));
        Assert.That(Rows.Events(state.Press('o')).Select(row => row.First.Seq), Is.EqualTo(new[] { 4, 2, 1 }));
        Assert.That(Rows.Events(state.Press('o', 'o')), Has.Count.EqualTo(4));
        Assert.That(Rows.Events(state.Press('t')).Select(row => row.First.Seq), Is.EqualTo(new[] { 2 }));
        Assert.That(state.Press(KeyKind.Down).SelectedEvent, Is.EqualTo(3));
        Assert.That(state.Press(KeyKind.Down, KeyKind.Up).SelectedEvent, Is.Null, "the top row follows the newest");
        Assert.That(state.Press('t', 'o', KeyKind.Escape).EventClass, Is.EqualTo(EventClass.All));
    }

    [Test]
    public void Every_command_of_the_key_map_does_something_on_each_of_its_screens()
    {
        foreach (KeyBinding binding in KeyMap.Bindings)
        {
            foreach (Screen screen in Samples.Screens.Where(screen => KeyMap.Holds(binding, screen)))
            {
                foreach (KeyStroke key in binding.Keys)
                {
                    DashboardState state = Samples.Three() with { Screen = screen, OpenRun = "id-otter" };
                    Assert.That(KeyMap.Translate(state, key), Is.EqualTo(new Message.Invoked(binding.Command)), $"{key} on {screen}");
                    Assert.DoesNotThrow(() => state.Press(key));
                    Assert.DoesNotThrow(() => (Samples.Empty with { Screen = screen }).Press(key));
                }
            }
        }

        Assert.That(KeyMap.Bindings.Select(binding => binding.Command), Is.EquivalentTo(Enum.GetValues<UiCommand>()));
    }

    [Test]
    public void Ctrl_c_quits_on_every_screen()
    {
        KeyStroke leave = new(KeyKind.Control, "C");
        foreach (DashboardState state
            in (DashboardState[])[Samples.Three(), Samples.Three().Press('k'), Samples.Three().Press('/'), Samples.Three().Press('?'), Samples.Empty])
        {
            Assert.That(state.Press(leave).Ended, Is.True);
        }
    }

    [Test]
    public void The_result_of_an_action_is_shown_for_a_while()
    {
        DashboardState state = Samples.Three().After(new Message.ActionEnded("otter: cut", false));
        Assert.That(state.Notice, Is.EqualTo(new Notice("otter: cut", false, Samples.Now)));
        Assert.That(state.After(new Message.Ticked(Samples.Now.AddSeconds(10))).Notice, Is.Not.Null);
        Assert.That(state.After(new Message.Ticked(Samples.Now.AddSeconds(16))).Notice, Is.Null);
        Assert.That(Samples.Three().After(new Message.ActionEnded("no", true), new Message.Ticked(Samples.Now.AddSeconds(59))).Notice!.Failed, Is.True);
        Assert.That(Samples.Three().After(new Message.Resized(100, 40)), Has.Property("Width").EqualTo(100).And.Property("Height").EqualTo(40));
    }
}
