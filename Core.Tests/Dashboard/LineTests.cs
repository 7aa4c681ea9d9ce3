using BotBottle.Core.Control;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>The typed command line, and the command lines that the dashboard shows for its actions.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LineTests
{
    [TestCase("cut otter", "bot-bottle cut otter")]
    [TestCase("bot-bottle  cut  id-otter ", "bot-bottle cut otter")]
    [TestCase("restore heron", "bot-bottle restore heron")]
    [TestCase("approve k7q2m", "bot-bottle approve k7q2m")]
    [TestCase("reject x3npw", "bot-bottle reject x3npw")]
    [TestCase("budget set claude=5M", "bot-bottle budget set claude=5000000 --scope host")]
    [TestCase("budget set codex=200k --scope run:otter", "bot-bottle budget set codex=200000 --scope run:otter")]
    public void A_line_acts_as_the_command_does(string typed, string same) =>
        Assert.That(ShellLine.Of(Enter(typed).Outbox.Single()), Is.EqualTo(same));

    [TestCase("kill otter", "Kill otter?", "bot-bottle kill otter")]
    [TestCase("freeze otter", "Freeze otter?", "bot-bottle freeze otter")]
    [TestCase("resume lynx --detach", "Resume lynx?", "bot-bottle resume lynx --detach")]
    [TestCase("budget reset claude", "Start the claude counter of host again?", "bot-bottle budget reset claude --scope host")]
    [TestCase("budget clear claude --scope bottle:data", "Drop the claude limit that was set for bottle:data?",
        "bot-bottle budget clear claude --scope bottle:data")]
    public void A_line_that_destroys_asks_and_names_the_command(string typed, string question, string same)
    {
        DashboardState asked = Enter(typed);
        Assert.That((asked.Outbox.Count, asked.Confirmation!.Question), Is.EqualTo((0, question)));
        Assert.That(asked.Confirmation.Facts[^1], Is.EqualTo("In a shell: " + same));
        Assert.That(ShellLine.Of(asked.Confirmation.Command), Is.EqualTo(same));
    }

    [TestCase("cut", "cut RUN")]
    [TestCase("cut badger", "there is no run 'badger'")]
    [TestCase("cut otter heron", "cut RUN")]
    [TestCase("cut --all", "for every run in the list press C")]
    [TestCase("kill --all", "for every run in the list press K")]
    [TestCase("approve", "approve ID")]
    [TestCase("budget", "budget set PROVIDER=TOKENS --scope SCOPE; budget reset|clear PROVIDER --scope SCOPE")]
    [TestCase("sort", "sort by rate, spent, name, state, age, refusals")]
    [TestCase("approve 11111", "there is no approval '11111'")]
    [TestCase("budget set claude", "not a limit: claude=500k or claude=5M")]
    [TestCase("budget set claude=0", "not a limit: claude=500k or claude=5M")]
    [TestCase("budget set claude=5M --window daily", "after the provider: --scope SCOPE")]
    [TestCase("sort 1", "sort by rate, spent, name, state, age, refusals")]
    [TestCase("dance", "unknown: dance; cut, restore, freeze, resume, kill RUN; approve, reject ID; budget set|reset|clear")]
    public void A_wrong_line_stays_with_its_fault(string typed, string fault)
    {
        DashboardState state = Enter(typed);
        Assert.That((state.Prompt?.Text, state.Prompt?.Fault, state.Outbox.Count, state.Confirmation), Is.EqualTo((typed, fault, 0, (Confirmation?)null)));
    }

    [Test]
    public void A_line_shows_screens_sorts_and_filters()
    {
        Assert.That(Enter("budgets").Screen, Is.EqualTo(Screen.Budgets));
        Assert.That(Enter("help").Help, Is.True);
        Assert.That(Enter("q").Ended, Is.True);
        Assert.That(Enter("sort age").Order, Is.EqualTo(RunOrder.Age));
        Assert.That(Enter("filter state:cut >50%"), Has.Property("Filter").EqualTo("state:cut >50%").And.Property("Prompt").Null);
        Assert.That(Enter(""), Has.Property("Prompt").Null.And.Property("Notice").Null);
        DashboardState typed = Samples.Three().Press(':', 'c', 'u', 't');
        Assert.That((typed.Prompt!.Text, typed.Filter, typed.Outbox.Count), Is.EqualTo(("cut", "", 0)));
        Assert.That(typed.Press(KeyKind.Escape), Has.Property("Prompt").Null.And.Property("Notice").Null);
    }

    [TestCase("c", "cut ")]
    [TestCase("cut ot", "cut otter ")]
    [TestCase("bot-bottle cut ot", "bot-bottle cut otter ")]
    [TestCase("cut z", "cut z")]
    [TestCase("re", "re", Description = "reject, restore, resume")]
    [TestCase("res", "res")]
    [TestCase("approve ", "approve ")]
    [TestCase("approve k", "approve k7q2m ")]
    [TestCase("budget clear claude --scope b", "budget clear claude --scope bottle:data ")]
    public void Tab_completes(string typed, string completed) =>
        Assert.That(Type(Samples.Three(), typed).Press(KeyKind.Tab).Prompt!.Text, Is.EqualTo(completed));

    [Test]
    public void Tab_names_what_fits_and_two_runs_of_one_name_need_an_id()
    {
        Assert.That(Type(Samples.Three(), "res").Press(KeyKind.Tab).Prompt!.Hint, Is.EqualTo("restore resume"));
        DashboardState two = Samples.Three().After(Samples.Update(runs: [Samples.Run("otter") with { Run = "id-other" }]));
        Assert.That(Type(two, "cut otter").Press(KeyKind.Enter).Prompt!.Fault, Is.EqualTo("2 runs are called 'otter': give the id"));
        Assert.That(Type(two, "cut id-other").Press(KeyKind.Enter).Outbox, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_word_completed_by_Tab_acts_only_after_it_was_readable()
    {
        DashboardState typed = Type(Samples.Three(), "cut o").Press(KeyKind.Tab);
        Assert.That(typed.Press(KeyKind.Enter).Outbox, Has.Count.EqualTo(1));
        DashboardState blind = typed.Type(TimeSpan.FromMilliseconds(1), KeyKind.Enter);
        Assert.That((blind.Outbox.Count, blind.Confirmation?.Question), Is.EqualTo((0, "Cut otter?")));
        Assert.That(blind.Confirmation!.Facts, Has.Some.EqualTo("Asked because Tab or ↑ put it in."));
        DashboardState budget = Type(Samples.Three(), "budget set claude=5M --scope b").Press(KeyKind.Tab).Type(TimeSpan.FromMilliseconds(1), KeyKind.Enter);
        Assert.That(
            (budget.Outbox.Count, budget.Confirmation?.Question), Is.EqualTo((0, "Set the claude limit of bottle:data to 5,000,000 tokens?")));
        Assert.That(Type(Samples.Three(), "c").Press(KeyKind.Tab).Type(Aim.Settling, 'o', 't', 't', 'e', 'r', KeyKind.Enter).Outbox, Has.Count.EqualTo(1));
        DashboardState small = Type(Samples.Three() with { Width = 40 }, "bot-bottle         cut                o").Press(KeyKind.Tab).Press(KeyKind.Enter);
        Assert.That(small.Confirmation?.Question, Is.EqualTo("Cut otter?"), "its begin is not in view");
    }

    [Test]
    public void An_approval_that_Tab_named_is_shown_before_it_is_given()
    {
        DashboardState asked = Type(Samples.Three(), "approve k").Press(KeyKind.Tab).Press(KeyKind.Enter);
        Assert.That((asked.Outbox.Count, asked.Confirmation?.Question), Is.EqualTo((0, "Approve k7q2m: AWS access key to api.example.com?")));
        Assert.That(asked.Press('y').Outbox.Single(), Is.EqualTo(new HostCommand.Decide("k7q2m", true)));
    }

    [Test]
    public void A_line_that_is_too_long_is_not_cut()
    {
        DashboardState long_ = Samples.Three().Press(':', new KeyStroke(KeyKind.Paste, "cut otter" + new string('r', 191)));
        Assert.That(long_.Prompt!.Text, Has.Length.EqualTo(200));
        DashboardState longer = long_.Press('r');
        Assert.That((longer.Prompt!.Text, longer.Prompt.Fault), Is.EqualTo((long_.Prompt.Text, "longer than 200 characters: not taken")));
        DashboardState pasted = Samples.Three().Press(':', 'x', new KeyStroke(KeyKind.Paste, new string('r', 4096)));
        Assert.That(pasted.Prompt!.Text, Is.EqualTo("x"));
    }

    [Test]
    public void Up_brings_back_earlier_lines()
    {
        DashboardState state = Type(Type(Type(Samples.Three(), "cut otter").Press(KeyKind.Enter), "sort age").Press(KeyKind.Enter), "dance")
            .Press(KeyKind.Enter, KeyKind.Escape, ':', KeyKind.Up);
        Assert.That(state.Prompt!.Text, Is.EqualTo("sort age"));
        state = state.Press(KeyKind.Up, KeyKind.Up);
        Assert.That((state.Prompt!.Text, state.Outbox.Count), Is.EqualTo(("cut otter", 1)));
        Assert.That(state.Press(KeyKind.Down, KeyKind.Down, KeyKind.Down).Prompt!.Text, Is.Empty);
        Assert.That(state.Press(KeyKind.Enter).Outbox, Has.Count.EqualTo(2));
        DashboardState blind = state.Look().Type(Aim.Settling, KeyKind.Down, KeyKind.Down, KeyKind.Up, KeyKind.Up, KeyKind.Up, KeyKind.Down, KeyKind.Enter);
        Assert.That((blind.Order, blind.Lines[0]), Is.EqualTo((RunOrder.Age, "sort age")));
        blind = Type(state.Press(KeyKind.Escape), "").Type(Aim.Settling, KeyKind.Up, KeyKind.Up, KeyKind.Enter);
        Assert.That((blind.Outbox.Count, blind.Confirmation?.Question), Is.EqualTo((1, "Cut otter?")), "it was not on the terminal yet");
    }

    [Test]
    public void The_end_of_a_long_line_stays_in_view()
    {
        string drawn = Drawn.Rows(Type(Samples.Three() with { Width = 40 }, "budget set claude=5M --scope run:the-end-of-it"))[^2];
        Assert.That(drawn, Does.StartWith("…").And.EndsWith("--scope run:the-end-of-it_"));
        Assert.That(drawn, Has.Length.EqualTo(40));
    }

    [Test]
    public void A_command_line_is_safe_in_a_shell()
    {
        Assert.That(ShellLine.Of(new HostCommand.ActOnRuns(RunActionKind.Cut, [new RunTarget("0123", "a b;rm")])), Is.EqualTo("bot-bottle cut 0123"));
        Assert.That(ShellLine.Of(new HostCommand.ActOnRuns(RunActionKind.Cut, [new RunTarget("0123", "--all")])), Is.EqualTo("bot-bottle cut 0123"));
        Assert.That(
            ShellLine.Of(new HostCommand.ActOnRuns(RunActionKind.Kill, [new RunTarget("1", "a"), new RunTarget("2", "b")])),
            Is.EqualTo("for run in a b; do bot-bottle kill $run; done"));
        Assert.That(
            ShellLine.Of(new HostCommand.ResetBudget(new BudgetKey("claude", "agent:it's $HOME"))),
            Is.EqualTo(@"bot-bottle budget reset claude --scope 'agent:it'\''s $HOME'"));
        Assert.That(ShellLine.Of(new HostCommand.ReadRoutes("1")), Is.Null);
        Assert.That(ShellLine.Of(new HostCommand.Decide("$(id)", true)), Is.EqualTo("bot-bottle approve '$(id)'"));
        Assert.That(
            ShellLine.Of(new HostCommand.SetBudget(new BudgetChange("a;id", "host", Tokens: 5))), Is.EqualTo("bot-bottle budget set 'a;id'=5 --scope host"));
        Assert.That(ShellLine.Of(new HostCommand.ClearBudget(new BudgetKey("a|b", "host"))), Is.EqualTo("bot-bottle budget clear 'a|b' --scope host"));
        // A line that the box would have to cut is not shown: its begin is a line of its own.
        RunTarget[] runs = [.. "abcdef".Select(letter => new RunTarget("1", new string(letter, 63)))];
        Assert.That(ShellLine.Of(new HostCommand.ActOnRuns(RunActionKind.Kill, [.. runs])), Is.Null);
    }

    private static DashboardState Enter(string typed) => Type(Samples.Three(), typed).Press(KeyKind.Enter);

    private static DashboardState Type(DashboardState state, string text) => text.Aggregate(state.Press(':'), (now, letter) => now.Press(letter));
}
