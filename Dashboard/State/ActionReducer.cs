using System.Collections.Immutable;
using System.Globalization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>Commands that act on the host. A command that destroys something or affects several runs asks first.</summary>
internal static class ActionReducer
{
    private const int NamesShown = 6;
    private const int HostShown = 60;

    /// <summary>The state after a command.</summary>
    public static DashboardState Apply(DashboardState state, UiCommand command) => command switch
    {
        UiCommand.Cut => One(state, RunActionKind.Cut),
        UiCommand.CutAll => All(state, RunActionKind.Cut),
        UiCommand.Restore => One(state, RunActionKind.Restore),
        UiCommand.RestoreAll => All(state, RunActionKind.Restore),
        UiCommand.Freeze => One(state, RunActionKind.Freeze),
        UiCommand.FreezeAll => All(state, RunActionKind.Freeze),
        UiCommand.Resume => One(state, RunActionKind.Resume),
        UiCommand.ResumeAll => All(state, RunActionKind.Resume),
        UiCommand.Kill => One(state, RunActionKind.Kill),
        UiCommand.KillAll => All(state, RunActionKind.Kill),
        UiCommand.Approve or UiCommand.Reject => Decide(state, command == UiCommand.Approve),
        UiCommand.EditLimit => OfBudget(state, budget => state with { Prompt = new Prompt("", BudgetFacts.KeyOf(budget)), Notice = null }),
        UiCommand.ResetBudget or UiCommand.ClearBudget => OfBudget(state, budget => Ask(state, budget, command == UiCommand.ResetBudget)),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    /// <summary>The key for an action on every run in the list.</summary>
    public static KeyStroke KeyOfAll(RunActionKind kind)
    {
        UiCommand every = kind switch
        {
            RunActionKind.Cut => UiCommand.CutAll,
            RunActionKind.Restore => UiCommand.RestoreAll,
            RunActionKind.Freeze => UiCommand.FreezeAll,
            RunActionKind.Resume => UiCommand.ResumeAll,
            _ => UiCommand.KillAll,
        };
        return KeyMap.Bindings.First(binding => binding.Command == every).Keys[0];
    }

    /// <summary>The verb for an action on a run.</summary>
    public static string Verb(RunActionKind kind) => WireNames.Of(kind);

    private static DashboardState One(DashboardState state, RunActionKind kind)
    {
        if (state.Target is not { } run)
        {
            return state.Say(state.Screen == Screen.Runs
                ? NotInView("run", state.SelectedRun is { } id ? state.Runs.GetValueOrDefault(id)?.View.Name : null)
                : "this run is no longer there; Esc goes back", failed: true);
        }

        return On(state, run, kind, Aim.IsSure(state, new Mark.OfRun(run.View.Run)) ? null : QuestionReducer.Unsure);
    }

    /// <summary>Acts on a run, or asks first.</summary>
    /// <param name="state">The state.</param>
    /// <param name="run">The run.</param>
    /// <param name="kind">The action.</param>
    /// <param name="unsure">The reason why the operator may mean another run; null for none.</param>
    public static DashboardState On(DashboardState state, RunEntry run, RunActionKind kind, string? unsure)
    {
        if (run.Ended)
        {
            return state.Say($"{run.View.Name} has ended: there is nothing to {Verb(kind)}", failed: true);
        }

        HostCommand command = new HostCommand.ActOnRuns(kind, [RunTarget.Of(run)]);
        return unsure is null && kind is RunActionKind.Cut or RunActionKind.Restore
            ? state.Say($"{Verb(kind)} {run.View.Name} …").Do(command)
            : state with
            {
                Confirmation = new Confirmation(
                    $"{Title(kind)} {run.View.Name}?", [Describe(run.View), .. Meaning(kind, run.View.Name), .. GivenUp(kind, run),
                        .. Reason(unsure), .. InShell(command)], command),
            };
    }

    /// <summary>Sets a limit, or asks first.</summary>
    /// <param name="state">The state.</param>
    /// <param name="change">The limit.</param>
    /// <param name="unsure">The reason why the operator may mean another limit; null for none.</param>
    public static DashboardState Set(DashboardState state, BudgetChange change, string? unsure)
    {
        HostCommand set = new HostCommand.SetBudget(change);
        string limit = change.Tokens is { } tokens ? $"{TokenAmount.Format(tokens)} tokens" : $"{TokenAmount.Format(change.Requests ?? 0)} calls";
        return unsure is null
            ? state.Do(set)
            : state with { Confirmation = new Confirmation($"Set the {change.Provider} limit of {change.Scope} to {limit}?", [unsure], set) };
    }

    /// <summary>Asks about the reset or the end of a budget.</summary>
    public static DashboardState Ask(DashboardState state, BudgetView budget, bool reset)
    {
        BudgetKey key = BudgetFacts.KeyOf(budget);
        HostCommand command = reset ? new HostCommand.ResetBudget(key) : new HostCommand.ClearBudget(key);
        return state with
        {
            Confirmation = reset
                ? new Confirmation(
                    $"Start the {budget.Provider} counter of {budget.Scope} again?",
                    [$"{TokenAmount.Format(budget.Spent)} tokens and {TokenAmount.Format(budget.Requests)} calls are forgotten; the limit stays.",
                        "Runs that this budget cut get their egress back.", .. InShell(command)], command)
                : new Confirmation(
                    $"Drop the {budget.Provider} limit that was set for {budget.Scope}?",
                    ["The limit of the files or of --budget applies again; without one there is no limit.", .. InShell(command)], command),
        };
    }

    private static ImmutableArray<string> Reason(string? unsure) => unsure is null ? [] : [unsure];

    private static ImmutableArray<string> InShell(HostCommand command) => ShellLine.Of(command) is { } line ? [$"In a shell: {line}"] : [];

    private static DashboardState All(DashboardState state, RunActionKind kind)
    {
        ImmutableArray<RunEntry> runs = [.. Rows.Runs(state).Where(run => Concerns(kind, run)).OrderBy(run => run.View.Name, StringComparer.Ordinal)];
        if (runs.Length == 0)
        {
            return state.Say($"there is no run to {Verb(kind)}{(state.Filter.Length > 0 ? $" that passes the filter '{state.Filter}'" : "")}", failed: true);
        }

        HostCommand command = new HostCommand.ActOnRuns(kind, [.. runs.Select(RunTarget.Of)]);
        string names = string.Join(", ", runs.Take(NamesShown).Select(run => run.View.Name));
        string more = runs.Length > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {runs.Length - NamesShown} more") : "";
        return state with
        {
            Confirmation = new Confirmation(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Title(kind)} {(runs.Length == 1 ? "the only" : $"all {runs.Length}")} {Concerned(kind)} "
                        + $"run{(runs.Length == 1 ? "" : "s")}"
                        + $"{(state.Filter.Length > 0 ? $" that pass{(runs.Length == 1 ? "es" : "")} the filter '{state.Filter}'" : "")}?"),
                [names + more, .. Meaning(kind, "RUN"), .. InShell(command)],
                command),
        };
    }

    private static bool Concerns(RunActionKind kind, RunEntry run) => kind switch
    {
        RunActionKind.Cut => run.View.State == RunState.Running,
        RunActionKind.Restore => run.View.State == RunState.Cut,
        RunActionKind.Resume => run.View.State == RunState.Frozen,
        _ => run.Live,
    };

    private static string Concerned(RunActionKind kind) => kind switch
    {
        RunActionKind.Cut => "running",
        RunActionKind.Restore => "cut",
        RunActionKind.Resume => "frozen",
        _ => "live",
    };

    private static string Title(RunActionKind kind) => kind switch
    {
        RunActionKind.Cut => "Cut",
        RunActionKind.Restore => "Restore",
        RunActionKind.Freeze => "Freeze",
        RunActionKind.Resume => "Resume",
        _ => "Kill",
    };

    private static string Describe(RunView run) =>
        $"run {run.Run}, {WireNames.Of(run.State)}, agent {run.Agent ?? "-"}, bottle {run.Bottle ?? "-"}";

    private static ImmutableArray<string> Meaning(RunActionKind kind, string name) => kind switch
    {
        RunActionKind.Cut => ["Egress goes off, requests in flight too; the agents live on. 'r' restores."],
        RunActionKind.Restore => ["Egress goes on again, except where a budget is spent."],
        RunActionKind.Freeze => ["The agent is stopped. Its files are kept, what it had in memory is gone.", "'u' starts its command again."],
        RunActionKind.Resume => ["Its command starts again among its files, without a terminal, with the keys that are in this dashboard's environment.",
            $"To have it in a terminal, type there: bot-bottle resume {name}"],
        _ => ["The agent and every process of its bottle end. This cannot be undone."],
    };

    private static ImmutableArray<string> GivenUp(RunActionKind kind, RunEntry run) =>
        kind == RunActionKind.Kill && run.Frozen ? ["It is frozen: what was kept of it is given up."] : [];

    private static DashboardState Decide(DashboardState state, bool approve)
    {
        if (state.TargetApproval is not { } approval)
        {
            return state.Say(NotInView("approval", state.SelectedApproval is { } hidden && state.Approvals.ContainsKey(hidden) ? hidden : null), failed: true);
        }

        return Decide(state, approval, approve, Aim.IsSure(state, new Mark.OfApproval(approval.Id)) ? null : QuestionReducer.Unsure);
    }

    /// <summary>Decides an approval, or asks first.</summary>
    /// <param name="state">The state.</param>
    /// <param name="approval">The approval.</param>
    /// <param name="approve">False to reject it.</param>
    /// <param name="unsure">The reason why the operator may mean another one; null for none.</param>
    public static DashboardState Decide(DashboardState state, ApprovalView approval, bool approve, string? unsure)
    {
        if (approval.State != ApprovalState.Pending)
        {
            return state.Say(QuestionReducer.WaitsNoLonger(approval), failed: true);
        }

        HostCommand command = new HostCommand.Decide(approval.Id, approve);
        return unsure is null
            ? state.Say($"{(approve ? "approve" : "reject")} {approval.Id} …").Do(command)
            : state with
            {
                Confirmation = new Confirmation(
                    $"{(approve ? "Approve" : "Reject")} {approval.Id}: {approval.Rule} to {HostTexts.End(approval.Host, HostShown)}?",
                    [$"run {approval.Name} ({approval.Run}), {approval.Method} {approval.Path}", $"{approval.Place}: {approval.Context}",
                        .. Reason(unsure), .. InShell(command)], command),
            };
    }

    /// <summary>The reason why a key has no target: the selected item is gone, or the filter hides it.</summary>
    private static string NotInView(string what, string? hidden) => hidden is null
        ? $"no {what} is selected: ↑ and ↓ select one"
        : $"the filter hides {hidden}: Esc clears it, ↑ and ↓ select another {what}";

    private static DashboardState OfBudget(DashboardState state, Func<BudgetView, DashboardState> act) =>
        state.TargetBudget is { } budget
            ? act(budget)
            : state.Say(
                NotInView("budget", state.SelectedBudget is { } key && state.Budgets.ContainsKey(key) ? $"{key.Provider} of {key.Scope}" : null), failed: true);
}
