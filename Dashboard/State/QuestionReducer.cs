using System.Collections.Immutable;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Dashboard.State;

/// <summary>Accepts a question. A yes counts only after the question was readable, and only for targets that have not changed since.</summary>
internal static class QuestionReducer
{
    /// <summary>The explanation for a key that asks where it usually acts at once.</summary>
    public const string Unsure = "Asked because it was selected on the screen for less than half a second.";

    /// <summary>The explanation for a typed line with a target that the operator has not read.</summary>
    public const string Completed = "Asked because Tab or ↑ put it in.";

    /// <summary>Shows the controller's question, unless the operator is busy with another input that the next keys are meant for.</summary>
    public static DashboardState Ask(DashboardState state, Confirmation question) => state is { Confirmation: null, Prompt: null, Help: false }
        ? state with { Confirmation = question, Notice = null, Steered = false }
        : state.Say($"{question.Question} Nothing was changed: {question.Facts[0]}. Press the key again to be asked.", failed: true);

    /// <summary>The state after a yes.</summary>
    public static DashboardState Confirm(DashboardState state, Confirmation asked)
    {
        if (!Aim.IsSure(state, new Mark.OfQuestion(asked)))
        {
            return state; // the key came before the question was readable, so the question stays
        }

        state = state with { Confirmation = null };
        return asked.Command switch
        {
            HostCommand.ActOnRuns act => Act(state, act),
            HostCommand.Decide decide when !state.Approvals.TryGetValue(decide.Approval, out ApprovalView? approval) =>
                state.Say($"{decide.Approval} is gone; nothing was done", failed: true),
            HostCommand.Decide decide when state.Approvals[decide.Approval] is { State: not ApprovalState.Pending } approval =>
                state.Say(WaitsNoLonger(approval), failed: true),
            HostCommand.SetBudget { Change: var change } => OfBudget(state, new BudgetKey(change.Provider, change.Scope), asked.Command),
            HostCommand.ResetBudget { Budget: var key } => OfBudget(state, key, asked.Command),
            HostCommand.ClearBudget { Budget: var key } => OfBudget(state, key, asked.Command),
            var command => state.Do(command),
        };
    }

    /// <summary>The reason why an approval is not decided.</summary>
    public static string WaitsNoLonger(ApprovalView approval) => $"{approval.Id} is no longer pending: {WireNames.Of(approval.State).Replace('_', ' ')}";

    private static DashboardState Act(DashboardState state, HostCommand.ActOnRuns act)
    {
        ImmutableArray<RunTarget> left = [.. act.Runs.Where(run => Change(state, run) is null)];
        if (left.Length == act.Runs.Length)
        {
            return state.Do(act);
        }

        string others = string.Join(", ", act.Runs.Except(left).Select(run => $"{run.Name} ({run.Run}) {Change(state, run)}"));
        return left.IsEmpty
            ? state.Say($"nothing was done: {others}", failed: true)
            : state.Say($"left out: {others}", failed: true).Do(act with { Runs = left });
    }

    /// <summary>The change of a run since the question; null for none.</summary>
    private static string? Change(DashboardState state, RunTarget run) => state.Runs.GetValueOrDefault(run.Run) switch
    {
        null => "is gone",
        { Ended: true } => "has ended meanwhile",
        { Frozen: true } when !run.Frozen => "is frozen by now",
        { Frozen: false } when run.Frozen => "is not frozen any more",
        _ => null,
    };

    private static DashboardState OfBudget(DashboardState state, BudgetKey key, HostCommand command) =>
        state.Budgets.ContainsKey(key)
            ? state.Do(command)
            : state.Say($"the {key.Provider} budget of {key.Scope} no longer exists; nothing was done", failed: true);
}
