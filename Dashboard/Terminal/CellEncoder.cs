using System.Globalization;
using System.Text;
using BotBottle.Dashboard.Gui;
using Terminal.Gui.Drawing;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace BotBottle.Dashboard.Terminal;

/// <summary>Encodes cells for a terminal. Not safe for several threads.</summary>
/// <param name="look">The terminal's capabilities.</param>
internal sealed class CellEncoder(TerminalLook look)
{
    private const string Fancy = "…▾↑↓←→█░▁▂▃▄▅▆▇─│┌┐└┘";
    private const string Simple = "~v^v<>#..::-==+-|++++";
    private const string Normal = "\u001b[0m";

    private readonly Dictionary<Attribute, string> _styles = [];
    private readonly bool _ascii = look.HasFlag(TerminalLook.Ascii);
    private readonly bool _plain = look.HasFlag(TerminalLook.Plain);
    private string? _style;

    /// <summary>Adds cells at the cursor. After text of disputed width it moves the cursor to the right column.</summary>
    /// <param name="output">The output.</param>
    /// <param name="row">The cells of the row.</param>
    /// <param name="from">The first column.</param>
    /// <param name="to">The column behind the last one.</param>
    /// <param name="placed">True to allow cursor movements; false for text that goes to a file.</param>
    public void Encode(StringBuilder output, FrameCell[] row, int from, int to, bool placed)
    {
        bool disputed = false;
        for (int column = from; column < to; column++)
        {
            FrameCell cell = row[column];
            string style = _plain ? "" : StyleOf(cell.Style);
            bool changes = !_plain && style != _style;
            bool ascii = _ascii || (cell.Text.Length == 1 && char.IsAscii(cell.Text[0]));
            if (disputed && cell.Text.Length > 0 && (ascii || changes))
            {
                output.Append(CultureInfo.InvariantCulture, $"\u001b[{column + 1}G");
                disputed = false;
            }

            if (changes)
            {
                output.Append(style);
                _style = style;
            }

            disputed |= placed && !_plain && !ascii;
            output.Append(_ascii ? ToAscii(row, column) : cell.Text);
        }
    }

    /// <summary>Makes the next cell set its style, because the terminal's is unknown.</summary>
    public void Forget() => _style = null;

    /// <summary>Ends the style of the last cell.</summary>
    public void Reset(StringBuilder output)
    {
        if (!_plain && _style != Normal)
        {
            output.Append(Normal);
            _style = Normal;
        }
    }

    /// <summary>The same cell in ASCII, for a terminal with another locale than UTF-8.</summary>
    private static string ToAscii(FrameCell[] row, int column)
    {
        string text = row[column].Text;
        if (text.Length == 0)
        {
            return "?"; // the right half of a wide character
        }

        int known = Fancy.IndexOf(text, StringComparison.Ordinal);
        return char.IsAscii(text[0]) ? text[..1] : known >= 0 ? Simple[known].ToString() : "?";
    }

    private string StyleOf(Attribute style)
    {
        if (!_styles.TryGetValue(style, out string? sequence))
        {
            StringBuilder codes = new("\u001b[0");
            codes.Append(style.Style.HasFlag(TextStyle.Bold) ? ";1" : "").Append(style.Style.HasFlag(TextStyle.Faint) ? ";2" : "")
                .Append(style.Style.HasFlag(TextStyle.Reverse) ? ";7" : "");
            if (look.HasFlag(TerminalLook.Colours) && style.Foreground != Color.None)
            {
                codes.Append(CultureInfo.InvariantCulture, $";{(int)style.Foreground.GetAnsiColorCode()}");
            }

            sequence = codes.Append('m').ToString();
            _styles.Add(style, sequence);
        }

        return sequence;
    }
}
