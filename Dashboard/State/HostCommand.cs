using System.Collections.Immutable;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>Something that the reducer wants done outside of it. What comes of it comes back as a message.</summary>
internal abstract record HostCommand
{
    /// <summary>Acts on runs, each by its id.</summary>
    internal sealed record ActOnRuns(RunActionKind Kind, ImmutableArray<RunTarget> Runs) : HostCommand;

    /// <summary>Answers an approval.</summary>
    internal sealed record Decide(string Approval, bool Approve) : HostCommand;

    /// <summary>Sets a limit; <paramref name="Yes"/> is the controller's question that was answered.</summary>
    internal sealed record SetBudget(BudgetChange Change, string? Yes = null) : HostCommand;

    /// <summary>Starts a counter again.</summary>
    internal sealed record ResetBudget(BudgetKey Budget) : HostCommand;

    /// <summary>Drops what an operator set; as <see cref="SetBudget"/>.</summary>
    internal sealed record ClearBudget(BudgetKey Budget, string? Yes = null) : HostCommand;

    /// <summary>Asks for a run's routes.</summary>
    internal sealed record ReadRoutes(string Run) : HostCommand;

    /// <summary>Gives the terminal back to the shell for a while (Ctrl-Z).</summary>
    internal sealed record Suspend : HostCommand;

    /// <summary>Draws everything again.</summary>
    internal sealed record Redraw : HostCommand;
}
