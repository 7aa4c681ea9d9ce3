using System.Collections.Immutable;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The whole terminal as a function of the state, in its exact size.</summary>
internal static class Picture
{
    /// <summary>Draws the lines.</summary>
    public static Line[] Draw(DashboardState state)
    {
        int width = Math.Max(1, state.Width);
        int height = Math.Max(1, state.Height);
        List<Line> lines = new(height);
        if (width < DashboardState.MinWidth || height < DashboardState.MinHeight)
        {
            lines.Add(LineWriter.Of(width, $"too small: {DashboardState.MinWidth}x{DashboardState.MinHeight} is the least", Tone.Warn));
        }
        else
        {
            lines.Add(HeaderLine.Draw(state));
            int body = height - 3;
            List<Line> drawn = Body(state, body);
            if (state.Confirmation is { } asked)
            {
                ConfirmationBox.Cover(drawn, asked, width, body);
            }

            lines.AddRange(Padded(drawn, width, body));
            lines.Add(StatusLine.Draw(state));
            lines.Add(FooterLine.Draw(state));
        }

        return [.. Padded(lines, width, height)];
    }

    /// <summary>The targets of keys that a picture shows.</summary>
    public static ImmutableArray<Mark> Marks(Line[] picture) => [.. picture.Select(line => line.Mark).OfType<Mark>()];

    /// <summary>The parts of a picture that can be clicked.</summary>
    public static List<Spot> Spots(Line[] picture)
    {
        List<Spot> spots = [];
        for (int row = 0; row < picture.Length; row++)
        {
            foreach (Spot spot in picture[row].Spots)
            {
                spots.Add(spot with { Row = row });
            }
        }

        return spots;
    }

    private static List<Line> Body(DashboardState state, int height)
    {
        if (state.Help)
        {
            return HelpScreen.Draw(state, height);
        }

        if (!state.Known)
        {
            return NoControllerScreen.Draw(state);
        }

        List<Line> lines = state.Screen switch
        {
            Screen.Runs => RunsScreen.Draw(state, height),
            Screen.Budgets => BudgetsScreen.Draw(state, height),
            Screen.Approvals => ApprovalsScreen.Draw(state, height),
            Screen.Events => EventsScreen.Draw(state, height),
            _ => OneRunScreen.Draw(state, height),
        };
        return state.Link.Up ? lines : lines.ConvertAll(line => line.Look == LineLook.Selected ? line : line with { Look = LineLook.Stale });
    }

    private static IEnumerable<Line> Padded(List<Line> lines, int width, int height) =>
        lines.Take(height).Concat(Enumerable.Repeat(LineWriter.Of(width, ""), Math.Max(0, height - lines.Count)));
}
