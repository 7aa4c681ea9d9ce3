using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>The input line.</summary>
/// <param name="Text">The text so far.</param>
/// <param name="Budget">The budget whose limit is edited; null for the filter of the screen and for a command line.</param>
/// <param name="Fault">The error of the last attempt to accept the text; null before the first.</param>
internal sealed record Prompt(string Text, BudgetKey? Budget, string? Fault = null)
{
    private const int MaxText = 80, MaxLine = 200;

    /// <summary>The maximum length of the text.</summary>
    public int MaxLength => IsLine ? MaxLine : MaxText;

    /// <summary>True for a command line.</summary>
    public bool IsLine { get; init; }

    /// <summary>True if Tab put in a word after the first one, such as a target.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>The number of steps back among the earlier lines.</summary>
    public int Back { get; init; }

    /// <summary>The words that Tab could put in; null for none.</summary>
    public string? Hint { get; init; }

    /// <summary>True for the filter of the screen.</summary>
    public bool IsFilter => Budget is null && !IsLine;
}
