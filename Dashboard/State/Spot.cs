namespace BotBottle.Dashboard.State;

/// <summary>A part of the picture that can be clicked.</summary>
/// <param name="Row">The row, from 0.</param>
/// <param name="Column">The first column, from 0.</param>
/// <param name="Width">The number of cells.</param>
/// <param name="Touch">The meaning of a click.</param>
internal sealed record Spot(int Row, int Column, int Width, Touch Touch)
{
    /// <summary>The time since which it is on the terminal, by the monotonic clock; long ago if a key brought it there.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>The meaning of the same cells before <see cref="Since"/>; null for none.</summary>
    public Touch? Before { get; init; }

    /// <summary>True if a cell belongs to it.</summary>
    public bool Holds(int row, int column) => row == Row && column >= Column && column < Column + Width;

    /// <summary>True if it takes the cells of another spot.</summary>
    public bool Covers(Spot other) => (Row, Column, Width) == (other.Row, other.Column, other.Width);
}
