namespace BotBottle.Dashboard.Views;

/// <summary>A rectangle of the terminal with lines in its exact width.</summary>
/// <param name="Kind">The part of the picture.</param>
/// <param name="Column">The first column, from 0.</param>
/// <param name="Row">The first row, from 0.</param>
/// <param name="Width">The columns, with a frame.</param>
/// <param name="Height">The rows, with a frame.</param>
/// <param name="Lines">The lines inside of the frame, from the top.</param>
internal sealed record Panel(PanelKind Kind, int Column, int Row, int Width, int Height, IReadOnlyList<Line> Lines)
{
    /// <summary>True if a frame of one cell is around the lines.</summary>
    public bool Framed { get; init; }

    /// <summary>The row of the first line.</summary>
    public int FirstRow => Framed ? Row + 1 : Row;

    /// <summary>The column of the first cell of a line.</summary>
    public int FirstColumn => Framed ? Column + 1 : Column;

    /// <summary>True if the panel takes cells of another one's row.</summary>
    public bool Covers(Panel other, int row) => row >= Row && row < Row + Height && Column < other.Column + other.Width && other.Column < Column + Width;
}
