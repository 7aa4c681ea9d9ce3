using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>A column of a table.</summary>
/// <typeparam name="T">The type of a row's item.</typeparam>
/// <param name="Title">The column's title.</param>
/// <param name="Width">The minimum width in cells.</param>
/// <param name="Rank">The order of removal: when the table is too wide, the columns of the highest rank go first.</param>
/// <param name="Text">Returns a row's cell for the actual width of the column.</param>
/// <param name="Right">True to align figures to the right.</param>
/// <param name="Most">The maximum width in cells.</param>
/// <param name="Touch">The meaning of a click on the title; null for none.</param>
internal sealed record Column<T>(string Title, int Width, int Rank, Func<T, int, Cell> Text, bool Right = false, int Most = 0, Touch? Touch = null);

/// <summary>Content of one row and column.</summary>
/// <param name="Text">Any text.</param>
/// <param name="Tone">The meaning of the text.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Normal)
{
    /// <summary>A plain text.</summary>
    public static implicit operator Cell(string text) => new(text);
}
