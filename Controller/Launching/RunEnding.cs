using BotBottle.Controller.Commands;
using BotBottle.Controller.Commands.Text;
using BotBottle.Core.Control;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Launching;

/// <summary>What <c>run</c> says when its command is over, and the code that it ends with.</summary>
internal static class RunEnding
{
    /// <summary>One line on standard error where a policy or an operator had a hand in the end.</summary>
    /// <param name="host">The surroundings.</param>
    /// <param name="run">The run as the controller knows it after its end.</param>
    /// <param name="code">The command's own code.</param>
    public static int Tell(CommandHost host, RunView run, int code)
    {
        if (run.State == RunState.Killed)
        {
            host.Complain(run.Cut?.Budget is { } spent
                ? $"{Name(run)} was ended: {Figures(spent)} are spent. {HowToRaise(spent)}"
                : $"{Name(run)} was ended by an operator ('bot-bottle log --audit' says when).");
            return ExitCode.CutOff;
        }

        if (run.State == RunState.Frozen)
        {
            bool isRuns = run.Cut?.Budget is { } own && own.Scope.StartsWith("run:", StringComparison.Ordinal);
            string budget = run.Cut?.Budget is { } limit && isRuns ? $" --budget {limit.Provider}=TOKENS" : "";
            string why = run.Cut?.Budget is { } over ? $": {Figures(over)} are spent. {(isRuns ? "Go" : $"{HowToRaise(over)} Then go")} on" : ". Go on";
            host.Complain($"{Name(run)} is frozen{why} with: bot-bottle resume {Name(run)}{budget}");
            return code == ExitCode.NotBuilt ? code : ExitCode.CutOff;
        }

        if (run.Cut is { } cut)
        {
            host.Complain(cut.Budget is { } budget
                ? $"{Name(run)} had its egress cut: {Figures(budget)} are spent. {HowToRaise(budget)}"
                : $"{Name(run)} had its egress cut by an operator.");
        }

        return code;
    }

    private static string Name(RunView run) => TerminalText.Clean(run.Name);

    private static string Figures(BudgetRefusal spent) =>
        $"{TokenAmount.Format(spent.Spent)} of {TokenAmount.Format(spent.Limit)} {spent.Provider} {spent.Unit} of {TerminalText.Clean(spent.Scope)}";

    private static string HowToRaise(BudgetRefusal spent) => spent.Scope.StartsWith("run:", StringComparison.Ordinal)
        ? $"Run it again with a higher --budget {spent.Provider}=N."
        : $"Raise it with: {TerminalText.Clean(spent.HowToRaise())}";
}
