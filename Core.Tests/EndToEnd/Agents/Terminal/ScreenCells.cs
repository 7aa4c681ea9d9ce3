using System.Text;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

/// <summary>The cells of a terminal, a cursor and a region that scrolls.</summary>
internal sealed class ScreenCells(int width, int height)
{
    private readonly string[][] _rows = [.. Enumerable.Range(0, height).Select(_ => Blank(width))];
    private int _top;
    private int _bottom = height - 1;
    private (int Row, int Column) _saved;
    private bool _isFull;

    public int Row { get; private set; }

    public int Column { get; private set; }

    /// <summary>The text on it, one line per row, without trailing blanks.</summary>
    public string Text => string.Join('\n', _rows.Select(row => string.Concat(row).TrimEnd()));

    public void Put(Rune rune)
    {
        int cells = CellText.WidthOf(rune.ToString());
        if (cells == 0)
        {
            return;
        }

        if (_isFull || Column + cells > width)
        {
            Column = 0;
            Feed();
        }

        _rows[Row][Column] = rune.ToString();
        if (cells == 2)
        {
            _rows[Row][Column + 1] = "";
        }

        // The cursor stays in the last column until another character arrives.
        _isFull = Column + cells == width;
        Column = Math.Min(Column + cells, width - 1);
    }

    public void MoveTo(int row, int column)
    {
        Row = Math.Clamp(row, 0, height - 1);
        Column = Math.Clamp(column, 0, width - 1);
        _isFull = false;
    }

    /// <summary>One line down; the region scrolls at its end.</summary>
    public void Feed()
    {
        _isFull = false;
        if (Row == _bottom)
        {
            Scroll(_top, 1);
        }
        else
        {
            Row = Math.Min(Row + 1, height - 1);
        }
    }

    /// <summary>One line up; the region scrolls at its start.</summary>
    public void FeedBack()
    {
        if (Row == _top)
        {
            Scroll(_top, -1);
        }
        else
        {
            Row = Math.Max(Row - 1, 0);
        }
    }

    public void Region(int top, int bottom)
    {
        (_top, _bottom) = (Math.Clamp(top, 0, height - 1), Math.Clamp(bottom, 0, height - 1));
        MoveTo(0, 0);
    }

    public void ScrollRegion(int lines) => Scroll(_top, lines);

    /// <summary>Deletes lines at the cursor (positive), or inserts blank ones.</summary>
    public void DeleteLines(int lines) => Scroll(Row, lines);

    /// <summary>Deletes characters at the cursor (positive), or inserts blanks.</summary>
    public void DeleteCells(int cells)
    {
        string[] row = _rows[Row];
        string[] shifted = Blank(width);
        Array.Copy(row, shifted, Column);
        for (int column = Column; column < width; column++)
        {
            int from = column + cells;
            shifted[column] = from >= Column && from < width ? row[from] : " ";
        }

        _rows[Row] = shifted;
    }

    public void EraseCells(int count) => Array.Fill(_rows[Row], " ", Column, Math.Min(count, width - Column));

    /// <summary>Erases in the line: after the cursor (0), up to it (1), all (2).</summary>
    public void EraseLine(int mode)
    {
        int from = mode == 0 ? Column : 0;
        Array.Fill(_rows[Row], " ", from, (mode == 1 ? Column + 1 : width) - from);
    }

    /// <summary>Erases the screen: after the cursor (0), up to it (1), all (2 and 3).</summary>
    public void EraseScreen(int mode)
    {
        if (mode < 2)
        {
            EraseLine(mode);
        }

        for (int row = mode == 0 ? Row + 1 : 0; row < (mode == 1 ? Row : height); row++)
        {
            _rows[row] = Blank(width);
        }
    }

    public void Save() => _saved = (Row, Column);

    public void Restore() => MoveTo(_saved.Row, _saved.Column);

    private void Scroll(int top, int lines)
    {
        for (int step = 0; step < Math.Min(Math.Abs(lines), height); step++)
        {
            if (lines > 0)
            {
                Array.Copy(_rows, top + 1, _rows, top, _bottom - top);
                _rows[_bottom] = Blank(width);
            }
            else
            {
                Array.Copy(_rows, top, _rows, top + 1, _bottom - top);
                _rows[top] = Blank(width);
            }
        }
    }

    private static string[] Blank(int width) => [.. Enumerable.Repeat(" ", width)];
}
