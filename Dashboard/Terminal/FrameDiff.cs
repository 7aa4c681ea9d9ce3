using System.Globalization;
using System.Text;
using BotBottle.Dashboard.Gui;

namespace BotBottle.Dashboard.Terminal;

/// <summary>
/// Writes the difference between the last frame and the next. It writes only changed cells, each run of them at its place, inside a synchronized update (DEC
/// mode 2026), which terminals without that mode ignore. Not safe for several threads.
/// </summary>
/// <param name="encoder">The encoder of cells.</param>
internal sealed class FrameDiff(CellEncoder encoder)
{
    /// <summary>Enters the empty alternate screen, hides the cursor, turns off wrapping and turns on bracketed paste (DEC modes 1049, 25, 7, 2004).</summary>
    public const string Enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h\u001b[0m\u001b[2J\u001b[H";

    /// <summary>Turns on reports of the mouse's buttons and wheel, in the SGR form (modes 1000 and 1006), but not of its movements.</summary>
    public const string Mouse = "\u001b[?1000h\u001b[?1006h";

    /// <summary>Reverts <see cref="Enter"/> and <see cref="Mouse"/>, even in the middle of a write.</summary>
    public const string Leave = "\u001b[?2026l\u001b[0m\u001b[?1006l\u001b[?1000l\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l";

    private const string Begin = "\u001b[?2026h";
    private const string End = "\u001b[?2026l";
    private const int Gap = 6; // about the bytes of a cursor movement

    private readonly StringBuilder _output = new();
    private FrameCell[][] _drawn = [];

    /// <summary>Puts a text into the terminal's clipboard (xterm's OSC 52); terminals that do not allow it ignore it.</summary>
    public static string Copy(string text) => $"\u001b]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\u001b\\";

    /// <summary>Forgets the last frame, so that the next one is written whole.</summary>
    public void Forget() => _drawn = [];

    /// <summary>The text to write; empty if nothing changed.</summary>
    public string To(Frame frame)
    {
        _output.Clear();
        encoder.Forget();
        FrameCell[][] rows = frame.Rows;
        bool whole = _drawn.Length != rows.Length || _drawn[0].Length != rows[0].Length;
        if (whole)
        {
            _output.Append(Begin).Append("\u001b[0m\u001b[2J");
        }

        for (int row = 0; row < rows.Length; row++)
        {
            if (whole)
            {
                Whole(rows[row], row);
            }
            else if (!ReferenceEquals(rows[row], _drawn[row]) && !rows[row].AsSpan().SequenceEqual(_drawn[row]))
            {
                if (_output.Length == 0)
                {
                    _output.Append(Begin);
                }

                if (HasWide(rows[row]) || HasWide(_drawn[row]))
                {
                    Whole(rows[row], row);
                }
                else
                {
                    Runs(rows[row], _drawn[row], row);
                }
            }
        }

        _drawn = rows;
        return _output.Length == 0 ? "" : _output.Append(End).ToString();
    }

    private static bool HasWide(FrameCell[] row) => Array.Exists(row, cell => cell.Text.Length != 1);

    private void Whole(FrameCell[] cells, int row)
    {
        Place(row, 0);
        if (HasWide(cells))
        {
            encoder.Reset(_output);
            _output.Append("\u001b[2K"); // wide characters: terminals may disagree about the remaining cells
        }

        encoder.Encode(_output, cells, 0, cells.Length, placed: true);
    }

    private static bool IsLetter(FrameCell cell) => char.IsLetterOrDigit(cell.Text, 0);

    /// <summary>Writes the words that changed.</summary>
    private void Runs(FrameCell[] cells, FrameCell[] before, int row)
    {
        for (int column = 0, written = 0; column < cells.Length; column++)
        {
            if (cells[column] == before[column])
            {
                continue;
            }

            int begin = column;
            while (begin > written && IsLetter(cells[begin - 1]) && IsLetter(cells[begin]))
            {
                begin--;
            }

            int end = column + 1;
            for (int next = end; next < cells.Length && next - end < Gap; next++)
            {
                if (cells[next] != before[next] || (next == end && IsLetter(cells[next]) && IsLetter(cells[next - 1])))
                {
                    end = next + 1;
                }
            }

            Place(row, begin);
            encoder.Encode(_output, cells, begin, end, placed: true);
            column = written = end;
        }
    }

    private void Place(int row, int column) => _output.Append(CultureInfo.InvariantCulture, $"\u001b[{row + 1};{column + 1}H");
}
