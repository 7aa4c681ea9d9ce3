using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>What a line of the picture shows as the thing that keys act on.</summary>
internal abstract record Mark
{
    /// <summary>A run that is selected or open.</summary>
    internal sealed record OfRun(string Run) : Mark;

    /// <summary>A budget that is selected.</summary>
    internal sealed record OfBudget(BudgetKey Budget) : Mark;

    /// <summary>An approval that is selected, with the host and the finding that it is decided by.</summary>
    internal sealed record OfApproval(string Approval) : Mark;

    /// <summary>A question, with whom it names.</summary>
    internal sealed record OfQuestion(Confirmation Asked) : Mark;

    /// <summary>The line that is typed, whole.</summary>
    internal sealed record OfPrompt(Prompt Prompt) : Mark;
}
