using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>A line that is being typed.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="Budget">The budget whose limit it is; null for the filter of the screen.</param>
/// <param name="Fault">Why it could not be taken as it stands; null before that was tried.</param>
internal sealed record Prompt(string Text, BudgetKey? Budget, string? Fault = null)
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 60;
}
