using System.Globalization;
using System.Text;
using BotBottle.Dashboard.Views;

namespace BotBottle.Dashboard.Terminal;

/// <summary>
/// Writes the difference between the last picture and the next. It writes only changed lines, each at its place, inside a synchronized update (DEC mode 2026),
/// which terminals without that mode ignore. Not safe for several threads.
/// </summary>
/// <param name="encoder">The encoder of lines.</param>
internal sealed class FrameDiff(LineEncoder encoder)
{
    /// <summary>Enters the empty alternate screen, hides the cursor, turns off wrapping and turns on bracketed paste (DEC modes 1049, 25, 7, 2004).</summary>
    public const string Enter = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h\u001b[0m\u001b[2J\u001b[H";

    /// <summary>Turns on reports of the mouse's buttons and wheel, in the SGR form (modes 1000 and 1006), but not of its movements.</summary>
    public const string Mouse = "\u001b[?1000h\u001b[?1006h";

    /// <summary>Reverts <see cref="Enter"/> and <see cref="Mouse"/>, even in the middle of a write.</summary>
    public const string Leave = "\u001b[?2026l\u001b[0m\u001b[?1006l\u001b[?1000l\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l";

    /// <summary>Puts a text into the terminal's clipboard (xterm's OSC 52); terminals that do not allow it ignore it.</summary>
    public static string Copy(string text) => $"\u001b]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\u001b\\";

    private const string Begin = "\u001b[?2026h";
    private const string End = "\u001b[?2026l";

    private readonly StringBuilder _output = new();
    private Line[] _drawn = [];

    /// <summary>Forgets the last picture, so that the next one is written whole.</summary>
    public void Forget() => _drawn = [];

    /// <summary>The text to write; empty if nothing changed.</summary>
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
                    _output.Append("\u001b[2K"); // wide characters: terminals may disagree about the remaining cells
                }

                encoder.Encode(_output, picture[row], placed: true);
            }
        }

        _drawn = picture;
        return _output.Length == 0 ? "" : _output.Append(End).ToString();
    }
}
