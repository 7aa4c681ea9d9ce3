using BotBottle.Dashboard.Views;
using Terminal.Gui.Drawing;

namespace BotBottle.Dashboard.Gui;

/// <summary>A picture as the cells that the views drew. Rows never change; frames share the rows that are the same.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Rows">The cells of each row.</param>
internal sealed record Frame(Picture Picture, FrameCell[][] Rows)
{
    /// <summary>The text of a row.</summary>
    public string TextOf(int row) => string.Concat(Rows[row].Select(cell => cell.Text));

    /// <summary>True if a row is inverted, as the selected one is.</summary>
    public bool IsInverted(int row) => Rows[row][0].Style.Style.HasFlag(TextStyle.Reverse);
}
