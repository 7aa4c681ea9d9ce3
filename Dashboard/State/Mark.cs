using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>Target of keys that a line of the picture shows.</summary>
internal abstract record Mark
{
    /// <summary>The selected or open run.</summary>
    internal sealed record OfRun(string Run) : Mark;

    /// <summary>The selected budget.</summary>
    internal sealed record OfBudget(BudgetKey Budget) : Mark;

    /// <summary>The selected approval, with its host and finding.</summary>
    internal sealed record OfApproval(string Approval) : Mark;

    /// <summary>An event; only for clicks.</summary>
    internal sealed record OfEvent(long Seq) : Mark;

    /// <summary>A question, with the targets that it names.</summary>
    internal sealed record OfQuestion(Confirmation Asked) : Mark;

    /// <summary>The whole input line.</summary>
    internal sealed record OfPrompt(Prompt Prompt) : Mark;
}
