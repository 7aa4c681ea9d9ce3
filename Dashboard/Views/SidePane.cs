using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The details of the selected row beside the rows, on a terminal that is wide enough for both.</summary>
internal static class SidePane
{
    /// <summary>The columns of the pane, with the line at its left.</summary>
    public const int Width = 60;

    private const int MinWidth = 160;
    private const int Edge = 2;
    private const int Inner = Width - Edge;
    private const int TextLines = 12;

    /// <summary>True if the present screen has a pane.</summary>
    public static bool Fits(DashboardState state) => state is { Width: >= MinWidth, Known: true, Help: false, Screen: not Screen.Run };

    /// <summary>Draws the pane's lines.</summary>
    public static List<Line> Draw(DashboardState state)
    {
        DashboardState inner = state with { Width = Inner };
        List<Line> lines = state.Screen switch
        {
            Screen.Runs => Run(inner),
            Screen.Budgets => BudgetsScreen.Facts(inner, TextLines),
            Screen.Approvals => ApprovalsScreen.Facts(inner, 2),
            _ => EventsScreen.Facts(inner, TextLines),
        };
        LineWriter.Fill(lines, state.Height, Inner);
        return lines.ConvertAll(line => line with
        {
            Spans = [new Span("│ ", Tone.Dim), .. line.Spans], Spots = [.. line.Spots.Select(spot => spot with { Column = spot.Column + Edge })],
        });
    }

    private static List<Line> Run(DashboardState state)
    {
        if (state.Target is not { View: var view } run)
        {
            return [RunsScreen.Rule(Inner, "no run is selected")];
        }

        List<Line> lines = [RunsScreen.Rule(Inner, view.Name, view.Run)];
        Add(lines, RunTexts.Story(state, view), RunTexts.StateOf(view).Tone, 3);
        Add(lines, $"agent {view.Agent ?? "-"}, bottle {view.Bottle ?? "-"}, {WireNames.Of(view.Isolation)}", Tone.Normal, 2);
        Add(lines, $"{Figures.Amount(Rates.Of(state).Run(run))} tok/min, {Figures.Amount(view.Requests)} model calls", Tone.Normal, 1);
        Add(lines, $"{Figures.Amount(view.Refusals)} refused", view.Refusals > 0 ? Tone.Warn : Tone.Normal, 1);
        if (view.PendingApprovals > 0)
        {
            Add(lines, $"{Figures.Amount(view.PendingApprovals)} waiting for your answer (3)", Tone.Warn, 1);
        }

        lines.Add(RunsScreen.Rule(Inner, "budgets"));
        foreach (BudgetView budget in Rows.BudgetsOf(state, view))
        {
            double part = BudgetFacts.SpentPart(budget);
            Add(lines, Figures.Bar(part, Inner - 2), Figures.ToneOf(part), 1);
            Add(lines, RunTexts.Describe(state, budget), Tone.Normal, 2);
        }

        if (view.Budgets.Count == 0)
        {
            Add(lines, "nothing limits it: bot-bottle budget set claude=5M", Tone.Dim, 1);
        }

        lines.Add(RunsScreen.Rule(Inner, "model calls"));
        Table<ExchangeView> calls = new(Inner, ExchangeColumns.Of(state));
        lines.Add(calls.Titles());
        lines.AddRange(run.Exchanges.Reverse().Take(state.Height).Select(exchange => calls.Row(exchange)));
        return lines;
    }

    private static void Add(List<Line> lines, string text, Tone tone, int rows) =>
        lines.AddRange(CellText.Wrap(text, Inner - 2, rows).Select(row => LineWriter.Of(Inner, " " + row, tone)));
}
