using System.Drawing;
using System.Text;
using BotBottle.Dashboard.Views;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;
using Attribute = Terminal.Gui.Drawing.Attribute;
using Cell = Terminal.Gui.Drawing.Cell;

namespace BotBottle.Dashboard.Gui;

/// <summary>
/// Puts lines into the library's cells. A character takes the cells that <see cref="CellText"/> counts for it: the library's own methods join characters to
/// clusters, change their form, and need 12 ms for a large terminal.
/// </summary>
internal static class CellPainter
{
    private static readonly string[] Letters = [.. Enumerable.Range(0, 128).Select(letter => ((char)letter).ToString())];

    /// <summary>Paints lines, as far as no view above takes their cells.</summary>
    /// <param name="buffer">The cells.</param>
    /// <param name="area">The area of the lines.</param>
    /// <param name="lines">The lines.</param>
    public static void Paint(IOutputBuffer buffer, Rectangle area, IReadOnlyList<Line> lines)
    {
        area.Intersect(new Rectangle(0, 0, buffer.Cols, buffer.Rows));
        Region? clip = buffer.Clip is { } region && !region.GetRectangles().Any(open => open.Contains(area)) ? region : null;
        for (int i = 0; i < Math.Min(lines.Count, area.Height); i++)
        {
            Row row = new(buffer, area, area.Y + i, clip);
            foreach (Span span in lines[i].Spans)
            {
                Attribute style = Palette.Of(span.Tone, lines[i].Look);
                foreach (Rune rune in span.Text.EnumerateRunes())
                {
                    row.Put(rune, style);
                }
            }
        }
    }

    /// <summary>One row that is painted from the left.</summary>
    private ref struct Row(IOutputBuffer buffer, Rectangle area, int row, Region? clip)
    {
        private readonly Cell[,] _cells = buffer.Contents!;
        private int _next = area.X;
        private int _last = -1;

        public void Put(Rune rune, Attribute style)
        {
            int width = CellText.WidthOf(rune);
            if (width == 0)
            {
                if (_last >= 0)
                {
                    Set(_last, _cells[row, _last].Grapheme + rune, style);
                }
            }
            else if (_next + width <= area.Right)
            {
                bool open = IsOpen(_next);
                bool whole = open && (width == 1 || IsOpen(_next + 1));
                _last = whole ? _next : -1;
                if (open)
                {
                    Set(_next, !whole ? " " : rune.IsAscii ? Letters[rune.Value] : rune.ToString(), style);
                }

                if (width == 2 && IsOpen(_next + 1))
                {
                    Set(_next + 1, whole ? "" : " ", style);
                }

                _next += width;
            }
        }

        private readonly bool IsOpen(int column) => clip is null || clip.Contains(column, row);

        private readonly void Set(int column, string text, Attribute style)
        {
            ref Cell cell = ref _cells[row, column];
            if (cell.Grapheme != text || cell.Attribute != style)
            {
                cell = new Cell(style, true, text);
                buffer.DirtyLines[row] = true;
            }
        }
    }
}
