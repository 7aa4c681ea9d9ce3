using System.Globalization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The runs, one per row, and the details of the selected one below them.</summary>
internal static class RunsScreen
{
    private const int Wide = 140;
    private const int Tall = 36; // the least height for the newest events below the runs
    private const int Happened = 9;

    /// <summary>Draws the lines of the screen.</summary>
    /// <param name="state">The state, as wide as the rows.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="beside">True if the details are beside the rows.</param>
    public static List<Line> Draw(DashboardState state, int height, bool beside)
    {
        List<RunEntry> rows = Rows.Runs(state);
        Table<RunEntry> table = new(state.Width, Columns(state), run => new Mark.OfRun(run.View.Run), state.Sideways);
        List<Line> lines = [];
        int facts = beside ? 1 : height >= 30 ? 6 : 4;
        List<Line> events = height >= Tall ? EventsScreen.Newest(state, Happened) : [];
        facts += events.Count;
        int room = height - facts - 1;
        lines.Add(table.Titles());
        if (rows.Count == 0)
        {
            lines.Add(LineWriter.Of(state.Width, state.Filter.Length > 0
                ? $"  no run passes the filter '{state.Filter}'; Esc clears it"
                : "  no run is live; start one with: bot-bottle run -- COMMAND"));
        }
        else if (state.Grouped)
        {
            lines.AddRange(Grouped(state, table, rows, room));
        }
        else
        {
            lines.AddRange(table.Window(rows, rows.FindIndex(run => run.View.Run == state.SelectedRun), room, MarkOf(state)));
        }

        LineWriter.Fill(lines, height - facts, state.Width);

        lines.AddRange(events);
        lines.AddRange(beside ? [Rule(state.Width, "runs", Shown(state, rows.Count))] : Facts(state, rows.Count));
        return lines;
    }

    private static Column<RunEntry>[] Columns(DashboardState state)
    {
        bool wide = state.Width >= Wide;
        string Sorted(string title, RunOrder order) => state.Order == order ? title + "▾" : title;
        Touch By(RunOrder order) => new Touch.OfOrder(order);
        return
        [
            new(" ", 1, 0, (run, _) => run.View.Run == state.SelectedRun ? ">" : run.View.PendingApprovals > 0 ? new Cell("!", Tone.Warn) : " "),
            new(Sorted("NAME", RunOrder.Name), 12, 0, (run, _) => run.View.Name, Most: 30, Touch: By(RunOrder.Name)),
            new("AGENT", 10, 9, (run, _) => run.View.Agent ?? "-", Most: 20),
            new("BOTTLE", 10, 9, (run, _) => run.View.Bottle ?? "-", Most: 20),
            new(Sorted("STATE", RunOrder.State), 7, 1, (run, _) => RunTexts.StateOf(run.View), Touch: By(RunOrder.State)),
            new("BUDGET", 13, 6, (run, cells) => Governing(run, cells), Most: 30),
            new(Sorted("SPENT", RunOrder.Spent), 9, 2, (run, _) => run.Tightest() is { } budget ? RunTexts.Spent(budget) : new Cell("no limit", Tone.Dim),
                Right: true, Touch: By(RunOrder.Spent)),
            new("", wide
                ? 20
                : 10, 3, (run, cells) => run.Tightest() is { } budget
                ? new Cell(Figures.Bar(BudgetFacts.SpentPart(budget), cells), Figures.ToneOf(BudgetFacts.SpentPart(budget))) : ""),
            new("HELD", 5, 11, (run, _) => run.Tightest() is { } budget ? Figures.Amount(budget.Held) : "-", Right: true),
            new(Sorted("TOK/MIN", RunOrder.Rate), 8, 0, (run, _) => Figures.Amount(Rates.Of(state).Run(run)), Right: true, Touch: By(RunOrder.Rate)),
            new(wide ? "LAST 15 MIN" : "TREND", wide ? RateHistory.Minutes : 5, 5, (run, cells) => new Cell(Trend(run, state.Now, cells), Tone.Accent)),
            new("EMPTY", 6, 4, (run, _) => run.Tightest() is { } budget ? RunTexts.Empty(state, budget) : new Cell("-", Tone.Dim), Right: true),
            new("CALLS", 5, 12, (run, _) => Figures.Amount(run.View.Requests), Right: true),
            new(Sorted("REFUSED", RunOrder.Refusals), 8, 12, (run, _) =>
                new Cell(Figures.Amount(run.View.Refusals), run.View.Refusals > 0 ? Tone.Warn : Tone.Normal), Right: true, Touch: By(RunOrder.Refusals)),
            new("WAITS", 5, 13, (run, _) => run.View.PendingApprovals > 0 ? new Cell(Figures.Amount(run.View.PendingApprovals), Tone.Warn) : "-", Right: true),
            new(Sorted("AGE", RunOrder.Age), 6, 14, (run, _) => Figures.Span(state.Now - run.View.StartedAt), Right: true, Touch: By(RunOrder.Age)),
        ];
    }

    /// <summary>The provider and the scope of the tightest budget; a narrow cell shows only the kind of scope.</summary>
    private static Cell Governing(RunEntry run, int cells)
    {
        if (run.Tightest() is not { } budget)
        {
            return new Cell(run.Charged.Select(charge => charge.Provider).FirstOrDefault() ?? "-", Tone.Dim);
        }

        string whole = $"{budget.Provider} {budget.Scope}";
        return CellText.WidthOf(TerminalText.Clean(whole)) <= cells ? whole : $"{budget.Provider} {budget.Scope.Split(':')[0]}";
    }

    private static string Trend(RunEntry run, DateTimeOffset now, int cells)
    {
        Span<long> sum = stackalloc long[Math.Min(cells, RateHistory.Minutes)];
        Span<long> one = stackalloc long[sum.Length];
        sum.Clear();
        foreach ((_, RateHistory history) in run.Charged)
        {
            history.CopyMinutes(now, one);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += one[i];
            }
        }

        return Figures.Sparkline(sum);
    }

    private static Mark.OfRun? MarkOf(DashboardState state) => state.SelectedRun is { } run ? new Mark.OfRun(run) : null;

    /// <summary>The rows, grouped under a line per bottle; the selected row is in view.</summary>
    private static IEnumerable<Line> Grouped(DashboardState state, Table<RunEntry> table, List<RunEntry> rows, int height)
    {
        List<(string? Heading, RunEntry? Run)> all = [];
        foreach (IGrouping<string, RunEntry> bottle in rows.GroupBy(run => run.View.Bottle ?? ""))
        {
            all.Add((Sums(state, bottle.Key, [.. bottle]), null));
            all.AddRange(bottle.Select(run => ((string?)null, (RunEntry?)run)));
        }

        int at = all.FindIndex(row => row.Run is { } run && run.View.Run == state.SelectedRun);
        int first = Math.Clamp(at - height / 2, 0, Math.Max(0, all.Count - height));
        return all.Skip(first).Take(height).Select(row => row.Run is { } run
            ? run.View.Run == state.SelectedRun ? table.Row(run, LineLook.Selected, MarkOf(state)) : table.Row(run)
            : LineWriter.Of(state.Width, row.Heading!, Tone.Strong));
    }

    private static string Sums(DashboardState state, string bottle, List<RunEntry> runs)
    {
        string budgets = string.Concat(state.Budgets.Values.Where(budget => bottle.Length > 0 && budget.Scope == "bottle:" + bottle)
            .OrderBy(budget => budget.Provider, StringComparer.Ordinal).Select(budget => $", {budget.Provider} {RunTexts.Spent(budget)}"));
        long own = runs.Sum(run => run.View.Budgets.Where(budget => budget.Scope == "run:" + run.View.Name).Sum(budget => budget.Spent));
        string spent = own > 0 ? $", {Figures.Amount(own)} spent of the runs' own limits" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(bottle.Length > 0 ? $"bottle {bottle}" : "no bottle")}: {runs.Count} run{(runs.Count == 1 ? "" : "s")}, "
                + $"{Figures.Amount(runs.Sum(Rates.Of(state).Run))} tok/min, {Figures.Amount(runs.Sum(run => run.View.Requests))} calls, "
                + $"{Figures.Amount(runs.Sum(run => run.View.Refusals))} refused{budgets}{spent}");
    }

    private static string Shown(DashboardState state, int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"{count} of {state.Runs.Count} runs{(state.Filter.Length > 0 ? $" with '{state.Filter}'" : "")}, by {OrderName(state.Order)}");

    private static IEnumerable<Line> Facts(DashboardState state, int count)
    {
        string shown = Shown(state, count);
        if (state.Target is not { } run)
        {
            yield return Rule(state.Width, "no run is selected", shown);
            yield break;
        }

        RunView view = run.View;
        yield return Rule(state.Width, $"{view.Name} {view.Run}", shown);
        yield return new LineWriter(state.Width).Add(" ").Add(RunTexts.Story(state, view), RunTexts.StateOf(view).Tone)
            .Add($", agent {view.Agent ?? "-"}, bottle {view.Bottle ?? "-"}, {WireNames.Of(view.Isolation)}").ToLine();
        LineWriter calls = new LineWriter(state.Width).Add($" {Figures.Amount(view.Requests)} model calls, ")
            .Add($"{Figures.Amount(view.Refusals)} refused", view.Refusals > 0 ? Tone.Warn : Tone.Normal);
        if (view.PendingApprovals > 0)
        {
            calls.Add(string.Create(CultureInfo.InvariantCulture, $", {view.PendingApprovals} waiting for your answer (3)"), Tone.Warn);
        }

        yield return calls.ToLine();
        if (view.Budgets.Count == 0)
        {
            yield return LineWriter.Of(state.Width, " nothing limits it: bot-bottle budget set claude=5M", Tone.Dim);
        }

        BudgetView? tightest = run.Tightest();
        foreach (BudgetView budget in view.Budgets.OrderByDescending(budget => ReferenceEquals(budget, tightest)))
        {
            yield return LineWriter.Of(state.Width, " " + RunTexts.Describe(state, budget),
                BudgetFacts.SpentPart(budget) >= 0.8 ? Figures.ToneOf(BudgetFacts.SpentPart(budget)) : Tone.Normal);
        }
    }

    /// <summary>A line across the screen with a name, and a remark at its end.</summary>
    public static Line Rule(int width, string name, string remark = "", Mark? mark = null)
    {
        LineWriter line = new LineWriter(width).Add("── ", Tone.Dim).Add(TerminalText.Clean(name), Tone.Strong).Add(" ", Tone.Dim);
        int rest = line.Room - CellText.WidthOf(TerminalText.Clean(remark)) - (remark.Length > 0 ? 4 : 0);
        if (rest > 0)
        {
            line.Add(new string('─', rest), Tone.Dim);
            if (remark.Length > 0)
            {
                line.Add(" " + remark + " ", Tone.Dim).Add("──", Tone.Dim);
            }
        }

        return line.ToLine(mark: mark);
    }

    private static string OrderName(RunOrder order) => order switch
    {
        RunOrder.Rate => "tokens a minute",
        RunOrder.Spent => "part spent",
        RunOrder.Age => "start",
        _ => order.ToString().ToLowerInvariant(),
    };
}
