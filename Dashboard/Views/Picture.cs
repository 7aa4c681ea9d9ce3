using System.Collections.Immutable;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The whole terminal as a function of the state: panels in its exact size, each over those before it.</summary>
/// <param name="Width">The columns.</param>
/// <param name="Height">The rows.</param>
/// <param name="Panels">The panels, the lowest first.</param>
internal sealed record Picture(int Width, int Height, IReadOnlyList<Panel> Panels)
{
    /// <summary>Draws the picture.</summary>
    public static Picture Draw(DashboardState state)
    {
        int width = Math.Max(1, state.Width);
        int height = Math.Max(1, state.Height);
        if (width < DashboardState.MinWidth || height < DashboardState.MinHeight)
        {
            List<Line> small = [LineWriter.Of(width, $"too small: {DashboardState.MinWidth}x{DashboardState.MinHeight} is the least", Tone.Warn)];
            LineWriter.Fill(small, height, width);
            return new Picture(width, height, [new Panel(PanelKind.Body, 0, 0, width, height, small)]);
        }

        int body = height - 3;
        int rows = SidePane.Fits(state) ? width - SidePane.Width : width;
        List<Panel> panels =
        [
            new(PanelKind.Header, 0, 0, width, 1, [HeaderLine.Draw(state)]),
            new(PanelKind.Body, 0, 1, rows, body, Filled(state, Body(state with { Width = rows }, body, rows < width), rows, body)),
            new(PanelKind.Status, 0, height - 2, width, 1, [StatusLine.Draw(state)]),
            new(PanelKind.Footer, 0, height - 1, width, 1, [FooterLine.Draw(state)]),
        ];
        if (rows < width)
        {
            panels.Add(new Panel(PanelKind.Side, rows, 1, SidePane.Width, body, Filled(state, SidePane.Draw(state), SidePane.Width, body)));
        }

        if (state.Confirmation is { } asked)
        {
            panels.Add(QuestionPanel.Draw(asked, width, 1, body));
        }

        return new Picture(width, height, panels);
    }

    /// <summary>The targets of keys that the picture shows, from the top. A row that is partly covered shows none.</summary>
    public ImmutableArray<Mark> Marks => [.. Lines().Where(line => line.Line.Mark is not null).OrderBy(line => line.Row).Select(line => line.Line.Mark!)];

    /// <summary>The parts of the picture that can be clicked.</summary>
    public List<Spot> Spots
    {
        get
        {
            List<Spot> spots = [];
            foreach ((Panel panel, int row, Line line) in Lines())
            {
                foreach (Spot spot in line.Spots)
                {
                    spots.Add(spot with { Row = row, Column = spot.Column + panel.FirstColumn });
                }
            }

            return spots;
        }
    }

    private IEnumerable<(Panel Panel, int Row, Line Line)> Lines()
    {
        for (int i = 0; i < Panels.Count; i++)
        {
            Panel panel = Panels[i];
            for (int at = 0; at < panel.Lines.Count; at++)
            {
                int row = panel.FirstRow + at;
                if (!Panels.Skip(i + 1).Any(other => other.Covers(panel, row)))
                {
                    yield return (panel, row, panel.Lines[at]);
                }
            }
        }
    }

    private static List<Line> Body(DashboardState state, int height, bool beside)
    {
        if (state.Help)
        {
            return HelpScreen.Draw(state, height);
        }

        if (!state.Known)
        {
            return NoControllerScreen.Draw(state);
        }

        return state.Screen switch
        {
            Screen.Runs => RunsScreen.Draw(state, height, beside),
            Screen.Budgets => BudgetsScreen.Draw(state, height, beside),
            Screen.Approvals => ApprovalsScreen.Draw(state, height, beside),
            Screen.Events => EventsScreen.Draw(state, height, beside),
            _ => OneRunScreen.Draw(state, height),
        };
    }

    /// <summary>The lines of a panel in its exact height; grey if they are old.</summary>
    private static List<Line> Filled(DashboardState state, List<Line> lines, int width, int height)
    {
        LineWriter.Fill(lines, height, width);
        lines = lines.Count > height ? lines[..height] : lines;
        return state.Link.Up || state.Help || !state.Known
            ? lines
            : lines.ConvertAll(line => line.Look == LineLook.Selected ? line : line with { Look = LineLook.Stale });
    }
}
