using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>Tables that scroll sideways, and the details beside the rows.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class SidewaysTests
{
    [Test]
    public void Right_brings_the_columns_that_do_not_fit_and_left_the_first_ones_again()
    {
        DashboardState state = Samples.Three();
        string[] first = Drawn.Rows(state);
        Assert.That(first[1].TrimEnd(), Does.Not.Contain("REFUSED").And.EndsWith("→"));
        DashboardState right = state;
        for (int i = 0; !Drawn.Rows(right)[1].Contains("AGE", StringComparison.Ordinal); i++)
        {
            Assert.That(i, Is.LessThan(DashboardState.MaxSideways));
            right = right.Press(i % 2 == 0 ? KeyKind.Right : 'l');
        }

        string[] last = Drawn.Rows(right);
        Assert.That(last[1], Does.Match("^  NAME +← ").And.Contain("REFUSED").And.Not.Contain("→").And.Not.Contain("STATE"));
        Assert.That(last[2], Does.StartWith("> otter ").And.Contain("12 min"));
        Assert.That(Drawn.Rows(right.Press('2', '1')), Is.EqualTo(first), "another screen begins at its first columns");
        while (right.Sideways > 0)
        {
            right = right.Press(right.Sideways % 2 == 0 ? KeyKind.Left : 'h');
        }

        Assert.That(Drawn.Rows(right), Is.EqualTo(first));
        Assert.That(Drawn.Rows(right.Press(KeyKind.Left)), Is.EqualTo(first));
    }

    [Test]
    public void Every_table_shows_its_last_column_when_it_is_scrolled_far_enough()
    {
        DashboardState state = Samples.Three();
        foreach ((object[] keys, string title) in new (object[], string)[]
        {
            (['1'], "AGE"), (['2'], "FROM"), (['3'], "REQUEST"), (['4'], "MESSAGE"), (['1', KeyKind.Enter], "PATH"),
            (['1', KeyKind.Enter, KeyKind.Tab], "FROM"),
        })
        {
            DashboardState shown = state.Press(keys);
            Assert.That(string.Join('\n', Drawn.Rows(shown with { Sideways = DashboardState.MaxSideways })), Does.Match($"[ ←]{title}"), title);
        }
    }

    [Test]
    public void Left_goes_back_from_a_run_only_at_its_first_columns()
    {
        DashboardState run = Samples.Three().Press(KeyKind.Enter);
        DashboardState again = run.Press(KeyKind.Right).Press(KeyKind.Left);
        Assert.That((again.Screen, again.Sideways), Is.EqualTo((Screen.Run, 0)));
        Assert.That(run.Press(KeyKind.Left).Screen, Is.EqualTo(Screen.Runs));
    }

    [Test]
    public void A_wide_terminal_shows_the_details_beside_the_rows([Values('1', '2', '3', '4')] char screen, [Values(159, 160)] int width)
    {
        DashboardState state = (Samples.Three() with { Width = width, Height = 30 }).Press(screen);
        Panel? side = Picture.Draw(state).Panels.FirstOrDefault(panel => panel.Kind == PanelKind.Side);
        Assert.That(side is not null, Is.EqualTo(width == 160));
        string[] rows = Drawn.Rows(state);
        Approved.RequireExact(rows, state);
        if (side is not null)
        {
            Assert.That(rows[1][100..], Does.StartWith("│ ── "));
        }
    }

    [Test]
    public void An_approval_beside_its_row_is_given_at_once()
    {
        DashboardState state = (Samples.Three() with { Width = 200, Height = 50 }).Press('3', 'a');
        Assert.That(state.Outbox, Is.EqualTo(new HostCommand[] { new HostCommand.Decide("x3npw", true) }));
    }
}
