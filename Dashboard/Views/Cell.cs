namespace BotBottle.Dashboard.Views;

/// <summary>What stands in one row and column.</summary>
/// <param name="Text">The text; any.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Normal)
{
    /// <summary>A plain text.</summary>
    public static implicit operator Cell(string text) => new(text);
}
