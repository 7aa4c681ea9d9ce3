namespace BotBottle.Dashboard.Views;

/// <summary>Content of one row and column.</summary>
/// <param name="Text">Any text.</param>
/// <param name="Tone">The meaning of the text.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Normal)
{
    /// <summary>A plain text.</summary>
    public static implicit operator Cell(string text) => new(text);
}
