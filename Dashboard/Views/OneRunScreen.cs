using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>One run: its identity, exchanges, budgets, routes, audit and hosts; a small terminal shows one of these panes.</summary>
internal static class OneRunScreen
{
    private const int Tall = 36; // the least height for all panes

    /// <summary>Draws the lines of the screen.</summary>
    public static List<Line> Draw(DashboardState state, int height)
    {
        if (state.Target is not { } run)
        {
            return [LineWriter.Of(state.Width, "  this run is no longer there; Esc goes back", Tone.Warn)];
        }

        RunView view = run.View;
        List<Line> lines =
        [
            RunsScreen.Rule(state.Width, view.Name, $"id {view.Run}", new Mark.OfRun(view.Run)),
            new LineWriter(state.Width).Add(" ").Add(RunTexts.Story(state, view), RunTexts.StateOf(view).Tone)
                .Add(
                    $", agent {view.Agent ?? "-"}, bottle {view.Bottle ?? "-"}, {WireNames.Of(view.Isolation)}, pid "
                        + $"{view.Pid?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"}").ToLine(),
            LineWriter.Of(
                state.Width,
                $" {Figures.Amount(Rates.Of(state).Run(run))} tok/min, {Figures.Amount(view.Requests)} model calls, {Figures.Amount(view.Refusals)} refused, "
                    + $"{Figures.Amount(view.PendingApprovals)} waiting"),
        ];
        if (run.Tightest() is { } budget)
        {
            lines.Add(new LineWriter(state.Width).Add(" ").Add(Figures.Bar(BudgetFacts.SpentPart(budget), 17), Figures.ToneOf(BudgetFacts.SpentPart(budget)))
                .Add("  " + RunTexts.Describe(state, budget)).ToLine());
        }

        if (height < Tall)
        {
            lines.Add(Tabs(state));
            lines.AddRange(Part(state, run, state.Pane, height - lines.Count));
            return lines;
        }

        int others = Enum.GetValues<Pane>().Length - 1;
        int room = height - lines.Count - others - 1;
        int each = room / (others + 2); // the exchanges get two parts
        foreach (Pane pane in Enum.GetValues<Pane>())
        {
            lines.Add(RunsScreen.Rule(state.Width, (pane == state.Pane ? "> " : "") + NameOf(pane))
                with { Spots = [new Spot(0, 0, state.Width, new Touch.OfPane(pane))] });
            DashboardState shown = pane == state.Pane ? state : state with { Scroll = 0, Sideways = 0 };
            int rows = pane == Pane.Exchanges ? room - others * each : each;
            List<Line> part = Part(shown, run, pane, rows);
            LineWriter.Fill(part, rows, state.Width);
            lines.AddRange(part);
        }

        return lines;
    }

    private static Line Tabs(DashboardState state)
    {
        LineWriter line = new LineWriter(state.Width).Add("── ", Tone.Dim);
        foreach (Pane pane in Enum.GetValues<Pane>())
        {
            int begun = line.Used;
            line.Add(pane == state.Pane ? $"[{NameOf(pane)}]" : $" {NameOf(pane)} ", pane == state.Pane ? Tone.Strong : Tone.Normal)
                .Touch(begun, new Touch.OfPane(pane));
        }

        line.Add(" Tab: the next", Tone.Dim);
        return line.Add(" " + new string('─', Math.Max(0, line.Room - 1)), Tone.Dim).ToLine();
    }

    private static string NameOf(Pane pane) => pane.ToString().ToLowerInvariant();

    private static List<Line> Part(DashboardState state, RunEntry run, Pane pane, int height) => pane switch
    {
        Pane.Exchanges => Listed(state, Table(state, ExchangeColumns.Of(state)), [.. run.Exchanges.Reverse()],
            "no model call has ended in the last minutes", height),
        Pane.Budgets => Listed(state, Table(state, BudgetsScreen.Columns(state, null)), Rows.BudgetsOf(state, run.View),
            "no budget of any scope", height),
        Pane.Routes => Routes(state, run, height),
        Pane.Hosts => Listed(state, Table(state, HostColumns.Of(state)), HostRows.Of(state, run), "no request in the newest calls and events", height),
        _ => Listed(
            state, Table(state, EventsScreen.Columns(state)),
            EventFolds.Of(state.Events.Where(logged => logged.Audit && logged.Run == run.View.Run).Reverse()), "no decision about it in the newest events",
            height),
    };

    private static List<Line> Routes(DashboardState state, RunEntry run, int height)
    {
        if (run.Routes is not { } known)
        {
            return [LineWriter.Of(
                state.Width, run.RoutesFault is { } fault ? $"  not known: {fault}" : "  asking …", run.RoutesFault is null ? Tone.Dim : Tone.Bad)];
        }

        return Listed(state, Table(state, RouteColumns.All), [.. known.Routes], "no route: everything is denied", height);
    }

    private static Table<T> Table<T>(DashboardState state, IReadOnlyList<Column<T>> columns) => new(state.Width, columns, null, state.Sideways);

    private static List<Line> Listed<T>(DashboardState state, Table<T> table, List<T> rows, string none, int height)
    {
        if (rows.Count == 0)
        {
            return [table.Titles(), LineWriter.Of(state.Width, "  " + none, Tone.Dim)];
        }

        int room = Math.Max(0, height - 1);
        int first = Math.Clamp(state.Scroll, 0, Math.Max(0, rows.Count - room));
        return [table.Titles(), .. rows.Skip(first).Take(room).Select(row => table.Row(row))];
    }
}
