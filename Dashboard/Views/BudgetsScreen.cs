using System.Globalization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The budgets, one per row.</summary>
internal static class BudgetsScreen
{
    /// <summary>Draws the lines of the screen.</summary>
    /// <param name="state">The state, as wide as the rows.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="beside">True if the details are beside the rows.</param>
    public static List<Line> Draw(DashboardState state, int height, bool beside)
    {
        List<BudgetView> rows = Rows.Budgets(state);
        Table<BudgetView> table = new(state.Width, Columns(state, state.SelectedBudget), budget => new Mark.OfBudget(BudgetFacts.KeyOf(budget)),
            state.Sideways);
        List<Line> lines = [table.Titles()];
        if (rows.Count == 0)
        {
            lines.Add(LineWriter.Of(state.Width, state.Filter.Length > 0
                ? $"  no budget passes the filter '{state.Filter}'; Esc clears it"
                : "  no budget is set; set one with: bot-bottle budget set claude=5M"));
        }

        List<Line> facts = beside ? [] : Facts(state, 1);
        lines.AddRange(table.Window(rows, rows.FindIndex(budget => BudgetFacts.KeyOf(budget) == state.SelectedBudget), height - 1 - MostFacts(facts),
            state.SelectedBudget is { } marked ? new Mark.OfBudget(marked) : null));
        LineWriter.Fill(lines, height - MostFacts(facts), state.Width);
        return [.. lines, .. facts];
    }

    /// <summary>The details of the selected budget, each of its sentences in a limited number of lines.</summary>
    public static List<Line> Facts(DashboardState state, int rows)
    {
        int count = Rows.Budgets(state).Count;
        if (state.TargetBudget is not { } selected)
        {
            return [RunsScreen.Rule(state.Width, count == 0 ? "no budget" : "no budget is selected")];
        }

        string limit = selected.Limit is { } most ? TokenAmount.Format(most) : "no token limit";
        string spent = $"{TokenAmount.Format(selected.Spent)} spent of {limit}, {TokenAmount.Format(selected.Held)} held, "
            + $"{TokenAmount.Format(selected.Requests)} calls{(selected.RequestLimit is { } calls ? $" of {TokenAmount.Format(calls)}" : "")}, "
            + $"{Figures.Amount(Rates.Of(state).Budget(selected))} tok/min";
        string reset = selected.ResetsAt is { } at
            ? $"resets in {Figures.Span(at - state.Now)}"
            : selected.Window == "none"
            ? "never resets by itself"
            : $"window {selected.Window}";
        return
        [
            RunsScreen.Rule(
                state.Width, $"{selected.Provider} of {selected.Scope}", string.Create(CultureInfo.InvariantCulture, $"{count} of {state.Budgets.Count}")),
            .. new[] { spent, $"{selected.Enforcement}, gate {selected.Gate}, {reset}, from {selected.Origin}" }
                .SelectMany(text => CellText.Wrap(text, state.Width - 1, rows)).Select(row => LineWriter.Of(state.Width, " " + row)),
        ];
    }

    /// <summary>The rows that the details take, also while nothing is selected.</summary>
    private static int MostFacts(List<Line> facts) => facts.Count == 0 ? 0 : 3;

    /// <summary>The columns; the first marks the row of <paramref name="selected"/>.</summary>
    public static Column<BudgetView>[] Columns(DashboardState state, BudgetKey? selected) =>
    [
        new(" ", 1, 0, (budget, _) => BudgetFacts.KeyOf(budget) == selected ? ">" : " "),
        new("SCOPE", 12, 0, (budget, _) => budget.Scope, Most: 40),
        new("PROVIDER", 8, 0, (budget, _) => budget.Provider, Most: 12),
        new("SPENT", 6, 1, (budget, _) => Figures.Amount(budget is { Limit: null, RequestLimit: not null } ? budget.Requests : budget.Spent), Right: true),
        new("LIMIT", 9, 1, (budget, _) => Limit(state, budget), Right: true),
        new("", 10, 2, (budget, cells) => budget.Limit is null && budget.RequestLimit is null
            ? ""
            : new Cell(Figures.Bar(BudgetFacts.SpentPart(budget), cells), Figures.ToneOf(BudgetFacts.SpentPart(budget))), Most: 20),
        new("HELD", 5, 3, (budget, _) => Figures.Amount(budget.Held), Right: true),
        new("WINDOW", 7, 3, (budget, _) => budget.Window),
        new("RESETS", 6, 3, (budget, _) => budget.ResetsAt is { } at ? Figures.Span(at - state.Now) : "-", Right: true),
        new("EMPTY", 6, 5, (budget, _) => RunTexts.Empty(state, budget), Right: true),
        new("TOK/MIN", 7, 6, (budget, _) => Figures.Amount(Rates.Of(state).Budget(budget)), Right: true),
        new("CALLS", 9, 7, (budget, _) => budget.RequestLimit is { } calls
            ? $"{Figures.Amount(budget.Requests)}/{Figures.Amount(calls)}"
            : Figures.Amount(budget.Requests), Right: true),
        new("ENFORCED", 8, 8, (budget, _) => budget.Enforcement),
        new("GATE", 6, 8, (budget, _) => budget.Gate),
        new("FROM", 14, 9, (budget, _) => budget.Origin, Most: 40),
    ];

    private static Cell Limit(DashboardState state, BudgetView budget) =>
        state.Prompt is { Budget: { } key } prompt && key == BudgetFacts.KeyOf(budget) ? new Cell($"[{prompt.Text}_]", Tone.Strong)
        : budget.Limit is { } limit ? Figures.Amount(limit)
        : budget.RequestLimit is { } calls ? Figures.Amount(calls) + " calls"
        : new Cell("-", Tone.Dim);
}
