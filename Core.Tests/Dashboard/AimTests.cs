using BotBottle.Core.Control;
using BotBottle.Dashboard;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Keys that could hit what nobody meant: what they act on is what the terminal showed when they were pressed.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AimTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Test]
    public void A_run_that_the_filter_hides_is_not_acted_on([Values('c', 'r', 'k', 'f', 'u')] char key, [Values] bool open, [Values("he", "nothing")] string filter)
    {
        DashboardState state = filter.Aggregate(Samples.Three().Press('/'), (now, letter) => now.Press(letter));
        state = open ? state : state.Press(KeyKind.Enter);
        state = open ? state.Press(KeyKind.Escape) with { Filters = state.Filters } : state;
        RequireNothing(state.Press(key), "the filter hides otter");
        Assert.That(Picture.Draw(state.Press(key))[^1].Text, Does.Not.Contain("otter"), "the footer offers nothing either");
        RequireNothing(state.Press(KeyKind.Enter), "no run is selected");
    }

    [Test]
    public void A_filter_that_is_being_typed_takes_all_letters()
    {
        DashboardState state = Samples.Three().Press('/');
        foreach (char key in "crkfuCRKFUaxezdqy")
        {
            DashboardState typed = state.Press(key);
            Assert.That((typed.Outbox.Count, typed.Confirmation, typed.Filter), Is.EqualTo((0, (Confirmation?)null, key.ToString())));
        }
    }

    [Test]
    public void Budgets_and_approvals_that_the_filter_hides_are_not_acted_on()
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
    public void All_means_what_the_filter_shows()
    {
        DashboardState state = Samples.Three().Press('/', 'h', 'e', KeyKind.Enter);
        RequireNothing(state.Press('C'), "there is no run to cut with 'he' in it");
        Confirmation asked = state.Press('K').Confirmation!;
        Assert.That(asked.Question, Is.EqualTo("Kill the only live run with 'he' in it?"));
        Assert.That(((HostCommand.ActOnRuns)asked.Command).Runs.Select(run => run.Name), Is.EqualTo(new[] { "heron" }));
    }

    [Test]
    public void On_one_run_no_key_reaches_the_others([Values('C', 'R', 'K', 'F', 'U')] char key)
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
    public void A_key_typed_before_the_picture_asks()
    {
        DashboardState state = Samples.Three().Look();
        DashboardState typed = state.Type(Aim.Settling, KeyKind.Down, 'c');
        Assert.That((typed.Outbox.Count, typed.SelectedRun), Is.EqualTo((0, "id-heron")));
        Assert.That(typed.Confirmation!.Question, Is.EqualTo("Cut heron?"));
        Assert.That(typed.Confirmation.Facts[^1], Is.EqualTo(QuestionReducer.Unsure));
        // With a picture between them it is one key.
        DashboardState seen = state.Type(Aim.Settling, KeyKind.Down);
        seen = seen.Written(seen.KeyAt + Moment).Type(Moment, 'c');
        Assert.That(((HostCommand.ActOnRuns)seen.Outbox.Single()).Runs.Single().Run, Is.EqualTo("id-heron"));
    }

    [Test]
    public void A_picture_that_was_on_its_way_when_the_key_came_does_not_delay_the_next_key()
    {
        DashboardState state = Samples.Three().Look();
        DashboardState moved = state.Type(Aim.Settling, KeyKind.Down);
        moved = Reducer.Reduce(moved, new Message.Shown(state.Seen, moved.KeyAt + Moment));
        moved = moved.Written(moved.KeyAt + 2 * Moment);
        Assert.That(moved.Type(2 * Moment, 'c').Outbox, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_came_to_be_selected_by_itself_is_asked_about_for_half_a_second([Values(1, 499, 500)] int milliseconds)
    {
        DashboardState state = Samples.Empty.After(Samples.Update(snapshot: true)).Look().After(Samples.Update(runs: [Samples.Run("otter")]));
        state = state.Written(state.KeyAt + TimeSpan.FromSeconds(60));
        DashboardState pressed = Reducer.Reduce(state, new Message.Pressed(KeyStroke.Of('c'), state.KeyAt + TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(milliseconds)));
        Assert.That((pressed.Outbox.Count, pressed.Confirmation is null), Is.EqualTo(milliseconds < 500 ? (0, false) : (1, true)));
    }

    [Test]
    public void After_another_size_or_a_stay_in_the_shell_the_next_key_asks()
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
    public void A_run_that_took_the_name_and_the_row_of_one_that_ended_is_not_hit()
    {
        DashboardState state = Samples.Three().Look().After(Samples.Update(
            runs: [Samples.Run("otter", RunState.Exited) with { EndedAt = Samples.Now }, Samples.Run("otter") with { Run = "id-otter-2", Requests = 90 }]));
        RequireNothing(state.Press('c'), "otter has ended");
        DashboardState gone = state.After(Samples.Update(snapshot: true, runs: [Samples.Run("otter") with { Run = "id-otter-2" }]));
        RequireNothing(gone.Press('c'), "no run is selected");
        RequireNothing(gone.Press('k'), "no run is selected");
    }

    [TestCase("kill-ended", "nothing was done: otter (id-otter) has ended meanwhile")]
    [TestCase("kill-gone", "nothing was done: otter (id-otter) is gone")]
    [TestCase("kill-frozen", "nothing was done: otter (id-otter) is frozen by now")]
    public void A_yes_is_for_the_run_that_was_asked_about_as_it_was(string change, string said)
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
    public void A_yes_for_many_leaves_out_who_changed()
    {
        DashboardState asked = Samples.Three().Press('K');
        DashboardState done = asked.After(Samples.Update(runs: [Samples.Run("otter", RunState.Killed) with { EndedAt = Samples.Now }])).Press('y');
        Assert.That(((HostCommand.ActOnRuns)done.Outbox.Single()).Runs.Select(run => run.Run), Is.EqualTo(new[] { "id-heron" }));
        Assert.That(done.Notice!.Text, Is.EqualTo("left out: otter (id-otter) has ended meanwhile"));
    }

    [Test]
    public void A_yes_for_what_was_frozen_is_none_for_what_runs_again()
    {
        DashboardState asked = (Samples.Three() with { SelectedRun = "id-lynx" }).Press('k');
        Assert.That(asked.Confirmation!.Facts, Has.Some.Contains("what was kept of it is given up"));
        RequireNothing(asked.After(Samples.Update(runs: [Samples.Run("lynx")])).Press('y'), "nothing was done: lynx (id-lynx) is not frozen any more");
    }

    [Test]
    public void A_yes_that_was_typed_before_the_question_could_be_read_leaves_it_open()
    {
        DashboardState state = Samples.Three().Look().Type(Aim.Settling, 'k', 'y');
        Assert.That((state.Outbox.Count, state.Confirmation?.Question), Is.EqualTo((0, "Kill otter?")));
        Assert.That(state.Press('y').Outbox, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_limit_is_set_as_it_stood_on_the_screen()
    {
        DashboardState state = Samples.Three().Press('2', 'e', '1', '0').Look().Type(Aim.Settling, 'M', KeyKind.Enter);
        Assert.That((state.Outbox.Count, state.Confirmation!.Question), Is.EqualTo((0, "Set the claude limit of host to 10,000,000 tokens?")));
        Assert.That(state.Press('y').Outbox.Single(), Is.EqualTo(new HostCommand.SetBudget(new BudgetChange("claude", "host", Tokens: 10_000_000))));
    }

    [Test]
    public void A_failure_that_comes_while_a_limit_is_typed_does_not_cover_it()
    {
        DashboardState state = Samples.Three().Press('2', 'e', '7').After(new Message.ActionEnded("otter: refused", true));
        Assert.That(Picture.Draw(state)[^2].Text, Does.Contain(": 7_"));
        Assert.That(Picture.Draw(state.Press(KeyKind.Escape).After(new Message.ActionEnded("otter: refused", true)))[^2].Text, Does.Contain("otter: refused"));
    }

    [Test]
    public async Task A_limit_that_cuts_runs_at_once_is_asked_by_the_controller_and_a_yes_is_for_its_question()
    {
        ScriptedHost host = new() { Question = ("2 of 1 tokens would be spent: this cuts 2 runs at once (otter, heron)", "q1") };
        HostActions actions = new(host);
        DashboardState state = Samples.Three().Press('2', 'e', '1', KeyKind.Enter);
        DashboardState asked = (state with { Outbox = [] }).After(await actions.DoAsync(state.Outbox.Single(), default));
        Assert.That((host.Done.Count, asked.Confirmation!.Question, asked.Confirmation.Facts[0]), Is.EqualTo((0, "Set the claude limit of host to 1 tokens?", host.Question.Value.Text)));
        // It came up by itself: a y that was typed for something else is none.
        DashboardState early = asked.Written(asked.KeyAt + Moment);
        early = Reducer.Reduce(early, new Message.Pressed(KeyStroke.Of('y'), early.KeyAt + 2 * Moment));
        Assert.That((early.Outbox.Count, early.Confirmation), Is.EqualTo((0, asked.Confirmation)));
        DashboardState yes = asked.Press('y');
        Assert.That(yes.Outbox.Single(), Is.EqualTo(new HostCommand.SetBudget(new BudgetChange("claude", "host", Tokens: 1), "q1")));
        // More runs came under it meanwhile: the controller asks anew.
        host.Question = ("2 of 1 tokens would be spent: this cuts 3 runs at once (otter, heron, lynx)", "q2");
        DashboardState again = (yes with { Outbox = [] }).After(await actions.DoAsync(yes.Outbox.Single(), default));
        Assert.That((host.Done.Count, again.Confirmation!.Facts[0]), Is.EqualTo((0, host.Question.Value.Text)));
        await actions.DoAsync(again.Press('y').Outbox.Single(), default);
        Assert.That(host.Done, Is.EqualTo(new[] { "set claude host 1" }));
    }

    [Test]
    public async Task Dropping_a_limit_is_asked_by_the_controller_too()
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
    public void A_question_of_the_controller_is_put_under_no_other_keys()
    {
        Message question = new Message.Questioned(new Confirmation("Set it?", ["this cuts 2 runs"], new HostCommand.SetBudget(new BudgetChange("claude", "host", 1), "q")));
        foreach (DashboardState busy in (DashboardState[])[Samples.Three().Press('k'), Samples.Three().Press('/'), Samples.Three().Press('2', 'e'), Samples.Three().Press('?')])
        {
            DashboardState after = busy.After(question);
            Assert.That((after.Confirmation, after.Prompt, after.Help), Is.EqualTo((busy.Confirmation, busy.Prompt, busy.Help)));
            Assert.That(after.Notice!.Text, Does.StartWith("Set it? Nothing was changed: this cuts 2 runs."));
        }
    }

    [Test]
    public async Task A_run_that_was_frozen_since_the_picture_is_not_given_up()
    {
        ScriptedHost host = new() { Question = ("otter is frozen: killing it gives it up", "q1") };
        HostActions actions = new(host);
        Message told = await actions.DoAsync(Samples.Three().Press('k', 'y').Outbox.Single(), default);
        Assert.That((host.Done.Count, told), Is.EqualTo((0, (Message)new Message.ActionEnded("otter is frozen: killing it gives it up", true))));
        await actions.DoAsync((Samples.Three() with { SelectedRun = "id-lynx" }).Press('k', 'y').Outbox.Single(), default);
        Assert.That(host.Done, Is.EqualTo(new[] { "kill id-lynx" }));
    }

    [Test]
    public void A_limit_that_does_not_fit_on_the_screen_is_asked_about()
    {
        string scope = "run:" + new string('n', 60);
        DashboardState state = (Samples.Empty with { Width = 40 }).After(Samples.Update(snapshot: true, budgets: [Samples.Budget(scope)])).Press('2', 'e', '5', KeyKind.Enter);
        Assert.That((state.Outbox.Count, state.Confirmation!.Question), Is.EqualTo((0, $"Set the claude limit of {scope} to 5 tokens?")));
    }

    [Test]
    public void An_approval_of_which_the_host_does_not_stand_on_the_screen_is_asked_about()
    {
        DashboardState small = (Samples.Three() with { Width = 40, Height = 10 })
            .After(Samples.Update(approvals: [Samples.Approval("x3npw", "heron", 31) with { Context = new string('c', 60) }])).Press('3', 'a');
        Assert.That((small.Outbox.Count, small.Confirmation!.Question), Is.EqualTo((0, "Approve x3npw: AWS access key to api.example.com?")));
        Assert.That(small.Press('y').Outbox.Single(), Is.EqualTo(new HostCommand.Decide("x3npw", true)));
        DashboardState late = small.After(Samples.Update(approvals: [Samples.Approval("x3npw", "heron") with { State = ApprovalState.Rejected }]));
        RequireNothing(late.Press('y'), "x3npw waits no longer: rejected");
    }

    [TestCase(40, "api.example.com")]
    [TestCase(80, "a-name-that-is-longer-than-the-line-on-which-it-has-to-stand.api.example.com")]
    public void An_approval_of_which_a_part_of_the_host_stands_on_the_screen_is_asked_about(int width, string host)
    {
        DashboardState state = (Samples.Three() with { Width = width, Height = 30 })
            .After(Samples.Update(approvals: [Samples.Approval("x3npw", "heron", 31) with { Host = host }])).Press('3', 'a');
        Assert.That(state.Outbox, Is.Empty);
        Assert.That(state.Confirmation!.Question, Does.StartWith("Approve x3npw: "));
    }

    [Test]
    public void A_question_names_whom_it_is_for_on_every_terminal([Range(10, 30)] int height, [Values(40, 80, 200)] int width)
    {
        DashboardState asked = (Samples.Three() with { Width = width, Height = height }).Press('k');
        string text = string.Concat(Picture.Draw(asked).Select(line => line.Text + "\n"));
        Assert.That(text, Does.Contain("Kill otter?").And.Contain("run id-otter").And.Contain("y = yes"));
        Assert.That(asked.Press('y').Outbox, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_key_on_a_terminal_too_small_to_draw_on_does_nothing([Values('c', 'k', 'K')] char key) =>
        Assert.That((Samples.Three() with { Width = 39 }).Press(key).Outbox, Is.Empty);

    private static void RequireNothing(DashboardState state, string said)
    {
        Assert.That((state.Outbox.Count, state.Confirmation, state.Prompt), Is.EqualTo((0, (Confirmation?)null, (Prompt?)null)));
        Assert.That(state.Notice, Is.Not.Null);
        Assert.That((state.Notice!.Failed, state.Notice.Text), Is.EqualTo((true, state.Notice.Text)));
        Assert.That(state.Notice.Text, Does.StartWith(said));
    }
}
