using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>A line that is being typed.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="Budget">The budget whose limit it is; null for the filter of the screen.</param>
internal sealed record Prompt(string Text, BudgetKey? Budget)
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 60;
}
