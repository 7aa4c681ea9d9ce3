using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>The input line.</summary>
/// <param name="Text">The text so far.</param>
/// <param name="Budget">The budget whose limit is edited; null for the filter of the screen and for a command line.</param>
/// <param name="Fault">The error of the last attempt to accept the text; null before the first.</param>
internal sealed record Prompt(string Text, BudgetKey? Budget, string? Fault = null)
{
    /// <summary>The maximum length of the text.</summary>
    public const int MaxLength = 80;

    /// <summary>True for a command line.</summary>
    public bool IsLine { get; init; }

    /// <summary>True for the filter of the screen.</summary>
    public bool IsFilter => Budget is null && !IsLine;
}
