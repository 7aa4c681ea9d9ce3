using System.Globalization;
using System.Text;
using BotBottle.Dashboard.Views;

namespace BotBottle.Dashboard.Terminal;

/// <summary>
/// What makes the last picture into the next one: only lines that changed are written, each at its place, between the marks of a synchronized update (DEC mode 2026), which terminals
/// that do not know it ignore. Not safe for several threads.
/// </summary>
/// <param name="encoder">Makes lines.</param>
internal sealed class FrameDiff(LineEncoder encoder)
{
    /// <summary>The other screen, empty; no cursor, no wrapping at the last column; what is pasted is marked (DEC modes 1049, 25, 7, 2004).</summary>
    public const string Enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h\u001b[0m\u001b[2J\u001b[H";

    /// <summary>All of that back, whatever was being written.</summary>
    public const string Leave = "\u001b[?2026l\u001b[0m\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l";

    private const string Begin = "\u001b[?2026h";
    private const string End = "\u001b[?2026l";

    private readonly StringBuilder _output = new();
    private Line[] _drawn = [];

    /// <summary>Forgets what was drawn: the next picture is written whole.</summary>
    public void Forget() => _drawn = [];

    /// <summary>The text to write; empty where nothing changed.</summary>
    public string To(Line[] picture)
    {
        _output.Clear();
        bool whole = _drawn.Length != picture.Length;
        if (whole)
        {
            _output.Append(Begin).Append("\u001b[0m\u001b[2J");
        }

        for (int row = 0; row < picture.Length; row++)
        {
            if (whole || !picture[row].Equals(_drawn[row]))
            {
                if (_output.Length == 0)
                {
                    _output.Append(Begin);
                }

                _output.Append(CultureInfo.InvariantCulture, $"\u001b[{row + 1};1H");
                string text = picture[row].Text;
                if (CellText.WidthOf(text) != text.Length)
                {
                    _output.Append("\u001b[2K"); // wide characters: terminals may disagree about the cells that are left
                }

                encoder.Encode(_output, picture[row], placed: true);
            }
        }

        _drawn = picture;
        return _output.Length == 0 ? "" : _output.Append(End).ToString();
    }
}
