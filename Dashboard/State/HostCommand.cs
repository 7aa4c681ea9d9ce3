using System.Collections.Immutable;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>Command of the reducer with an effect outside of the state. Its result comes back as a message.</summary>
internal abstract record HostCommand
{
    /// <summary>Acts on runs, each by its id.</summary>
    internal sealed record ActOnRuns(RunActionKind Kind, ImmutableArray<RunTarget> Runs) : HostCommand;

    /// <summary>Decides an approval.</summary>
    internal sealed record Decide(string Approval, bool Approve) : HostCommand;

    /// <summary>Sets a limit; <paramref name="Yes"/> is the controller's question that the operator accepted.</summary>
    internal sealed record SetBudget(BudgetChange Change, string? Yes = null) : HostCommand;

    /// <summary>Sets a counter to zero.</summary>
    internal sealed record ResetBudget(BudgetKey Budget) : HostCommand;

    /// <summary>Drops the budget that an operator set; <paramref name="Yes"/> as for <see cref="SetBudget"/>.</summary>
    internal sealed record ClearBudget(BudgetKey Budget, string? Yes = null) : HostCommand;

    /// <summary>Requests a run's routes.</summary>
    internal sealed record ReadRoutes(string Run) : HostCommand;

    /// <summary>Puts a text into the clipboard of the operator's terminal.</summary>
    internal sealed record Copy(string Text) : HostCommand;

    /// <summary>Suspends the process and gives the terminal back to the shell (Ctrl-Z).</summary>
    internal sealed record Suspend : HostCommand;

    /// <summary>Draws the whole picture again.</summary>
    internal sealed record Redraw : HostCommand;
}
