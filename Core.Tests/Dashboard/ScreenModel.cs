using System.Text;
using BotBottle.Dashboard.Terminal;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>
/// A terminal as far as the dashboard uses one: a grid of characters, a cursor, a few control sequences. It throws at any other, and where text would run over
/// the last column. A terminal that disagrees about widths shows each wide character in one cell.
/// </summary>
internal sealed class ScreenModel(int width, int height, bool narrow = false) : ITerminal
{
    private readonly string[,] _cells = NewCells(width, height);
    private readonly StringBuilder _sequence = new();
    private int _row;
    private int _column;

    public (int Width, int Height) Size => (width, height);

    public int Writes { get; private set; }

    public int Bytes { get; private set; }

    /// <summary>Called after each write.</summary>
    public Action? Written { get; set; }

    public string Row(int row) => string.Concat(Enumerable.Range(0, width).Select(column => _cells[row, column])).TrimEnd();

    public string Text => string.Join('\n', Enumerable.Range(0, height).Select(Row));

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_cells)
        {
            Writes++;
            Bytes += bytes.Length;
            foreach (Rune rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
            {
                Take(rune);
            }
        }

        Written?.Invoke();
    }

    public int Read(Span<byte> buffer, int milliseconds) => throw new NotSupportedException();

    private static string[,] NewCells(int width, int height)
    {
        string[,] cells = new string[height, width];
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i / width, i % width] = "#"; // the leftovers of another program
        }

        return cells;
    }

    private void Take(Rune rune)
    {
        if (_sequence.Length > 0)
        {
            _sequence.Append(rune);
            if (_sequence.Length > 2 && rune.Value is >= 0x40 and <= 0x7e)
            {
                Control(_sequence.ToString(2, _sequence.Length - 3), (char)rune.Value);
                _sequence.Clear();
            }
            else if (_sequence.Length == 2 && rune.Value != '[')
            {
                throw new InvalidOperationException($"an escape sequence of another kind: {_sequence}");
            }
        }
        else if (rune.Value == 0x1b)
        {
            _sequence.Append(rune);
        }
        else if (Rune.IsControl(rune))
        {
            throw new InvalidOperationException($"a control character: {rune.Value:x}");
        }
        else
        {
            Put(rune);
        }
    }

    private void Put(Rune rune)
    {
        int cells = CellText.WidthOf(rune.ToString());
        if (cells == 0)
        {
            _cells[_row, Math.Max(0, _column - 1)] += rune;
            return;
        }

        cells = narrow ? 1 : cells;
        if (_column + cells > width)
        {
            throw new InvalidOperationException($"'{rune}' runs over the last column of row {_row}");
        }

        _cells[_row, _column] = rune.ToString();
        if (cells == 2)
        {
            _cells[_row, _column + 1] = "";
        }

        _column += cells;
    }

    private void Control(string parameters, char final)
    {
        switch (final)
        {
            case 'H':
                string[] place = parameters.Length == 0 ? ["1", "1"] : parameters.Split(';');
                (_row, _column) = (int.Parse(place[0], null) - 1, int.Parse(place[1], null) - 1);
                break;
            case 'G':
                _column = int.Parse(parameters, null) - 1;
                break;
            case 'J' when parameters == "2":
                for (int row = 0; row < height; row++)
                {
                    Erase(row);
                }

                break;
            case 'K' when parameters == "2":
                Erase(_row);
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new InvalidOperationException($"a control sequence that is not known: {parameters}{final}");
        }
    }

    private void Erase(int row)
    {
        for (int column = 0; column < width; column++)
        {
            _cells[row, column] = " ";
        }
    }
}
