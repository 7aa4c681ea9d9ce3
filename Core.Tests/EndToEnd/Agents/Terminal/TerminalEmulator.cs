using System.Text;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

/// <summary>
/// A terminal as agents use one: output moves a cursor and fills cells, and queries get a reply (cursor position, terminal type, colours). Sequences that do
/// not change the visible text are skipped.
/// </summary>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="reply">Receives the terminal's replies.</param>
internal sealed class TerminalEmulator(int width, int height, Action<string> reply)
{
    private readonly ScreenCells _cells = new(width, height);
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _sequence = new();

    /// <summary>The text on the screen.</summary>
    public string Text => _cells.Text;

    /// <summary>The modes that are not as a terminal has them when it is opened.</summary>
    public TerminalModes Modes { get; } = new();

    /// <summary>Writes bytes of the program; a character or a sequence may arrive in parts.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        char[] characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        int count = _decoder.GetChars(bytes, characters, flush: false);
        foreach (Rune rune in new string(characters, 0, count).EnumerateRunes())
        {
            Take(rune);
        }
    }

    private void Take(Rune rune)
    {
        if (_sequence.Length > 0)
        {
            _sequence.Append(rune);
            if (IsEnd(_sequence.ToString()))
            {
                string sequence = _sequence.ToString();
                _sequence.Clear();
                Execute(sequence);
            }

            return;
        }

        switch (rune.Value)
        {
            case 0x1b:
                _sequence.Append(rune);
                break;
            case '\r':
                _cells.MoveTo(_cells.Row, 0);
                break;
            case '\n' or '\v' or '\f':
                _cells.Feed();
                break;
            case '\b':
                _cells.MoveTo(_cells.Row, _cells.Column - 1);
                break;
            case '\t':
                _cells.MoveTo(_cells.Row, ((_cells.Column / 8) + 1) * 8);
                break;
            default:
                if (!Rune.IsControl(rune))
                {
                    _cells.Put(rune);
                }

                break;
        }
    }

    private static bool IsEnd(string sequence) => sequence[1] switch
    {
        '[' => sequence.Length > 2 && sequence[^1] is >= '@' and <= '~',
        ']' or 'P' or '_' or '^' or 'X' => sequence[^1] == '\a' || sequence.EndsWith("\e\\", StringComparison.Ordinal),
        '(' or ')' or '*' or '+' or '#' or ' ' or '%' => sequence.Length > 2,
        _ => true,
    };

    private void Execute(string sequence)
    {
        switch (sequence[1])
        {
            case '[':
                Control(sequence[2..^1], sequence[^1]);
                break;
            case ']' when sequence.StartsWith("\e]10;?", StringComparison.Ordinal):
                reply("\e]10;rgb:ffff/ffff/ffff\e\\");
                break;
            case ']' when sequence.StartsWith("\e]11;?", StringComparison.Ordinal):
                reply("\e]11;rgb:0000/0000/0000\e\\");
                break;
            case '7':
                _cells.Save();
                break;
            case '8':
                _cells.Restore();
                break;
            case 'M':
                _cells.FeedBack();
                break;
            case 'D' or 'E':
                _cells.Feed();
                break;
        }
    }

    private void Control(string parameters, char final)
    {
        Modes.Take(parameters, final);
        if (final == 'c' && parameters is "" or "0")
        {
            reply("\e[?62;22c");
            return;
        }

        if (final == 'n' && parameters == "6")
        {
            reply($"\e[{_cells.Row + 1};{_cells.Column + 1}R");
            return;
        }

        if (final == 'h' && parameters is "?1049" or "?47" or "?1047")
        {
            _cells.EraseScreen(2);
            return;
        }

        // With a prefix or an intermediate character it is a mode, a query or a style.
        if (!parameters.All(character => char.IsAsciiDigit(character) || character == ';'))
        {
            return;
        }

        int[] numbers = [.. parameters.Split(';').Select(number => number.Length == 0 ? 0 : int.Parse(number, null))];
        int count = Math.Max(numbers[0], 1);
        switch (final)
        {
            case 'H' or 'f':
                _cells.MoveTo(count - 1, Math.Max(numbers.ElementAtOrDefault(1), 1) - 1);
                break;
            case 'A':
                _cells.MoveTo(_cells.Row - count, _cells.Column);
                break;
            case 'B' or 'e':
                _cells.MoveTo(_cells.Row + count, _cells.Column);
                break;
            case 'C' or 'a':
                _cells.MoveTo(_cells.Row, _cells.Column + count);
                break;
            case 'D':
                _cells.MoveTo(_cells.Row, _cells.Column - count);
                break;
            case 'E':
                _cells.MoveTo(_cells.Row + count, 0);
                break;
            case 'F':
                _cells.MoveTo(_cells.Row - count, 0);
                break;
            case 'G' or '`':
                _cells.MoveTo(_cells.Row, count - 1);
                break;
            case 'd':
                _cells.MoveTo(count - 1, _cells.Column);
                break;
            case 'J':
                _cells.EraseScreen(numbers[0]);
                break;
            case 'K':
                _cells.EraseLine(numbers[0]);
                break;
            case 'L' or 'M':
                _cells.DeleteLines(final == 'M' ? count : -count);
                break;
            case 'P' or '@':
                _cells.DeleteCells(final == 'P' ? count : -count);
                break;
            case 'X':
                _cells.EraseCells(count);
                break;
            case 'S' or 'T':
                _cells.ScrollRegion(final == 'S' ? count : -count);
                break;
            case 'r':
                _cells.Region(count - 1, (numbers.ElementAtOrDefault(1) is > 0 and var bottom ? bottom : height) - 1);
                break;
            case 's':
                _cells.Save();
                break;
            case 'u':
                _cells.Restore();
                break;
        }
    }
}
