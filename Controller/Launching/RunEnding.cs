using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Launching;

/// <summary>The message of <c>run</c> when its command is over, and its exit code.</summary>
internal static class RunEnding
{
    /// <summary>Writes one line on standard error if a policy or an operator ended the run; returns the exit code.</summary>
    /// <param name="host">The command's surroundings.</param>
    /// <param name="run">The controller's view of the run after its end.</param>
    /// <param name="code">The command's own code.</param>
    public static int Tell(CommandHost host, RunView run, int code)
    {
        if (run.State == RunState.Killed)
        {
            host.Complain(run.Cut?.Budget is { } crossed
                ? $"{Name(run)} was ended: {Figures(crossed)} are spent. {HowToRaise(crossed)}"
                : $"{Name(run)} was ended by an operator ('bot-bottle log --audit' says when).");
            return ExitCode.CutOff;
        }

        if (run.State == RunState.Frozen)
        {
            BudgetRefusal? spent = run.Cut?.Budget;
            string why = spent is null ? "" : $": {Figures(spent)} are spent";
            string budget = spent is null ? "" : $" {spent.OwnBudget()}";
            string other = spent is null || spent.Scope.StartsWith("run:", StringComparison.Ordinal)
                ? ""
                : $"\n  {HowToRaise(spent)} Then it also resumes without --budget.";
            host.Complain($"{Name(run)} is frozen{why}. Continue with: bot-bottle resume {Name(run)}{budget}{other}");
            return code == ExitCode.NotBuilt ? code : ExitCode.CutOff;
        }

        if (run.Cut is { } cut)
        {
            host.Complain(cut.Budget is { } budget
                ? $"{Name(run)} had its egress cut: {Figures(budget)} are spent. {HowToRaise(budget)}"
                : $"{Name(run)} had its egress cut by an operator.");
        }

        if (run.Closed is { } closed)
        {
            host.Complain($"{Name(run)} had the hosts of {TerminalText.Clean(closed)} closed: their budgets are spent ('bot-bottle budget' shows them).");
        }

        return code;
    }

    private static string Name(RunView run) => TerminalText.Clean(run.Name);

    private static string Figures(BudgetRefusal spent) =>
        $"{TokenAmount.Format(spent.Spent)} of {TokenAmount.Format(spent.Limit)} {spent.Provider} {spent.Unit} of {TerminalText.Clean(spent.Scope)}";

    private static string HowToRaise(BudgetRefusal spent) => spent.Scope.StartsWith("run:", StringComparison.Ordinal)
        ? $"Run it again with a higher limit, such as {spent.OwnBudget()}."
        : $"Raise it with: {TerminalText.Clean(spent.HowToRaise())}";
}
