using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>Columns laid out for a width. The most important ones stay; growing ones share the free cells.</summary>
/// <typeparam name="T">The type of a row's item.</typeparam>
internal sealed class Table<T>
{
    private readonly int _width;
    private readonly Func<T, Mark>? _item;
    private readonly List<(Column<T> Column, int Width)> _columns = [];
    private readonly int _kept;
    private readonly bool _scrolled;
    private readonly bool _more;

    /// <summary>Lays the columns out.</summary>
    /// <param name="width">The cells of the whole table.</param>
    /// <param name="columns">All columns.</param>
    /// <param name="item">The item of a row, which a click selects; null if rows cannot be clicked.</param>
    /// <param name="sideways">The columns to skip behind the first ones, which name the row; 0 for the most important columns; null if the table does not
    /// scroll.</param>
    public Table(int width, IReadOnlyList<Column<T>> columns, Func<T, Mark>? item = null, int? sideways = null)
    {
        (_width, _item) = (width, item);
        _kept = columns.TakeWhile(column => column.Rank == 0).Count();
        int skipped = Math.Min(sideways ?? 0, columns.Count - _kept - 1);
        _scrolled = skipped > 0;
        int room = width;
        HashSet<Column<T>> chosen = [];
        IEnumerable<Column<T>> order = _scrolled ? [.. columns.Take(_kept), .. columns.Skip(_kept + skipped)] : columns.OrderBy(column => column.Rank);
        foreach (Column<T> column in order)
        {
            if (column.Width + 1 > room)
            {
                break;
            }

            chosen.Add(column);
            room -= column.Width + 1;
        }

        _more = sideways is not null && (_scrolled ? !chosen.Contains(columns[^1]) : chosen.Count < columns.Count);
        _columns.AddRange(columns.Where(chosen.Contains).Select(column => (column, column.Width)));
        for (bool grown = true; room > 0 && grown;)
        {
            grown = false;
            for (int i = 0; i < _columns.Count && room > 0; i++)
            {
                (Column<T> column, int cells) = _columns[i];
                if (cells < column.Most)
                {
                    _columns[i] = (column, cells + 1);
                    room--;
                    grown = true;
                }
            }
        }
    }

    /// <summary>The titles of the columns.</summary>
    public Line Titles()
    {
        LineWriter line = new(_width);
        for (int i = 0; i < _columns.Count; i++)
        {
            (Column<T> column, int cells) = _columns[i];
            // The blanks behind the columns show on which side there are more.
            string mark = _scrolled && i == _kept - 1 ? "←" : _more && i == _columns.Count - 1 ? "→" : "";
            line.AddFixed(column.Title, cells, Tone.Accent, column.Right).Touch(line.Used - cells, column.Touch).AddFixed(mark, 1, Tone.Accent);
        }

        return line.ToLine();
    }

    /// <summary>One row.</summary>
    public Line Row(T row, LineLook look = LineLook.Plain, Mark? mark = null)
    {
        LineWriter line = new(_width);
        foreach ((Column<T> column, int cells) in _columns)
        {
            Cell cell = column.Text(row, cells);
            line.AddFixed(cell.Text, cells, cell.Tone, column.Right).AddFixed("", 1);
        }

        Line drawn = line.ToLine(look, mark);
        return _item is { } item ? drawn with { Spots = [new Spot(0, 0, _width, new Touch.OfRow(item(row)))] } : drawn;
    }

    /// <summary>The rows that fit, with the row at an index among them.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="at">The index of the row to keep in view; below 0 for the first.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="mark">The mark of the row at <paramref name="at"/>.</param>
    public IEnumerable<Line> Window(IReadOnlyList<T> rows, int at, int height, Mark? mark = null)
    {
        int first = Math.Clamp(at - height / 2, 0, Math.Max(0, rows.Count - height));
        for (int i = first; i < Math.Min(rows.Count, first + height); i++)
        {
            yield return i == at ? Row(rows[i], LineLook.Selected, mark) : Row(rows[i]);
        }
    }
}
