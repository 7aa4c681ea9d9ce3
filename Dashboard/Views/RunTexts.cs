using System.Globalization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>Texts about runs and budgets that several screens share.</summary>
internal static class RunTexts
{
    /// <summary>A run's state as a word.</summary>
    public static Cell StateOf(RunView run) => new(WireNames.Of(run.State), run.State switch
    {
        RunState.Running => run.Closed is null ? Tone.Good : Tone.Warn,
        RunState.Cut or RunState.Killed => Tone.Bad,
        RunState.Frozen => Tone.Warn,
        _ => Tone.Dim,
    });

    /// <summary>A run's state with its time and cause.</summary>
    public static string Story(DashboardState state, RunView run) => run switch
    {
        { State: RunState.Cut, Cut: { Cause: CutCause.Operator } cut } => $"cut by an operator {Ago(state, cut.Since)}: r restores it",
        { State: RunState.Cut, Cut: { Budget: { } budget } cut } =>
            $"cut {Ago(state, cut.Since)}: the {budget.Provider} budget of {budget.Scope} is spent; raise it (2)",
        { State: RunState.Cut, Cut: { } cut } => $"cut {Ago(state, cut.Since)} by a budget; raise it (2)",
        { State: RunState.Running, Closed: { } closed } =>
            $"running for {Figures.Span(state.Now - run.StartedAt)}, {closed} closed: its budget is spent; raise it (2)",
        { State: RunState.Frozen } => "frozen: u resumes it",
        { EndedAt: { } end, ExitCode: { } code } =>
            string.Create(CultureInfo.InvariantCulture, $"{WireNames.Of(run.State)} {Ago(state, end)} with code {code}"),
        { EndedAt: { } end } => $"{WireNames.Of(run.State)} {Ago(state, end)}",
        _ => $"running for {Figures.Span(state.Now - run.StartedAt)}",
    };

    /// <summary>A budget as a sentence.</summary>
    public static string Describe(DashboardState state, BudgetView budget)
    {
        string tokens = budget.Limit is { } limit
            ? $"{TokenAmount.Format(budget.Spent)} of {TokenAmount.Format(limit)} tokens "
                + $"({Figures.Bar(BudgetFacts.SpentPart(budget with { RequestLimit = null }), 7)[2..].Trim()})"
            : $"{TokenAmount.Format(budget.Spent)} tokens";
        string calls = budget.RequestLimit is { } most ? $", {TokenAmount.Format(budget.Requests)} of {TokenAmount.Format(most)} calls" : "";
        string reset = budget.ResetsAt is { } at ? $", resets in {Figures.Span(at - state.Now)}" : "";
        return $"{budget.Provider} of {budget.Scope}: {tokens}{calls}, {Figures.Amount(budget.Held)} held{reset}";
    }

    /// <summary>Spent and limit as a short text: <c>412k/500k</c>.</summary>
    public static string Spent(BudgetView budget) => budget switch
    {
        { Limit: { } limit } => $"{Figures.Amount(budget.Spent)}/{Figures.Amount(limit)}",
        { RequestLimit: { } calls } => $"{Figures.Amount(budget.Requests)}/{Figures.Amount(calls)}c",
        _ => Figures.Amount(budget.Spent),
    };

    /// <summary>The time until the budget is spent at the present rate, as a short text.</summary>
    public static Cell Empty(DashboardState state, BudgetView budget)
    {
        TimeSpan? left = BudgetFacts.TimeToEmpty(budget, Rates.Of(state).Budget(budget));
        return left is not { } span ? new Cell("-", Tone.Dim)
            : span == TimeSpan.Zero ? new Cell("spent", Tone.Bad)
            : new Cell(Figures.Span(span), span < TimeSpan.FromMinutes(10) ? Tone.Warn : Tone.Normal);
    }

    private static string Ago(DashboardState state, DateTimeOffset then) => Figures.Span(state.Now - then) + " ago";
}
