namespace BotBottle.Dashboard.Views;

/// <summary>A column of a table.</summary>
/// <typeparam name="T">What a row is of.</typeparam>
/// <param name="Title">Its name.</param>
/// <param name="Width">Cells, at the least.</param>
/// <param name="Rank">How much it matters: where there is no room for all, those of the highest rank go first.</param>
/// <param name="Text">A row's text; the width that the column came to is told.</param>
/// <param name="Right">Whether figures stand at the right end.</param>
/// <param name="Most">How wide it may grow where there is room.</param>
internal sealed record Column<T>(string Title, int Width, int Rank, Func<T, int, Cell> Text, bool Right = false, int Most = 0);
