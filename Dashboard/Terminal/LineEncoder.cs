using System.Globalization;
using System.Text;
using BotBottle.Dashboard.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BotBottle.Dashboard.Terminal;

/// <summary>Encodes lines for a terminal. Not safe for several threads.</summary>
internal sealed class LineEncoder : IDisposable
{
    private const string Fancy = "…▾↑↓█░▁▂▃▄▅▆▇─│┌┐└┘";
    private const string Simple = "~v^v#..::-==+-|++++";

    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly IAnsiConsole _console;
    private readonly bool _ascii;
    private readonly bool _plain;

    /// <summary>Creates an encoder.</summary>
    /// <param name="look">The terminal's capabilities.</param>
    public LineEncoder(TerminalLook look)
    {
        _ascii = look.HasFlag(TerminalLook.Ascii);
        _plain = look.HasFlag(TerminalLook.Plain);
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = look.HasFlag(TerminalLook.Colours) ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new TextOutput(_text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
    }

    /// <summary>Adds a line at the cursor. After text of disputed width it moves the cursor to the right column.</summary>
    /// <param name="output">The output.</param>
    /// <param name="line">The line.</param>
    /// <param name="placed">True to allow cursor movements; false for text that goes to a file.</param>
    public void Encode(StringBuilder output, Line line, bool placed)
    {
        if (_plain)
        {
            output.Append(_ascii ? ToAscii(line.Text) : line.Text);
            return;
        }

        _text.GetStringBuilder().Clear();
        _console.Write(new Rendered(Segments(line, placed)));
        output.Append(_text.GetStringBuilder());
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    private List<Segment> Segments(Line line, bool placed)
    {
        List<Segment> segments = new(line.Spans.Count * 2);
        int column = 1;
        foreach (Span span in line.Spans)
        {
            segments.Add(new Segment(_ascii ? ToAscii(span.Text) : span.Text, Palette.Of(span.Tone, line.Look)));
            column += CellText.WidthOf(span.Text);
            if (placed && !_ascii && !Ascii.IsValid(span.Text))
            {
                segments.Add(Segment.Control(string.Create(CultureInfo.InvariantCulture, $"\u001b[{column}G")));
            }
        }

        return segments;
    }

    /// <summary>The same cells in ASCII, for a terminal with another locale than UTF-8.</summary>
    private static string ToAscii(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        StringBuilder simple = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            int known = rune.IsBmp ? Fancy.IndexOf((char)rune.Value, StringComparison.Ordinal) : -1;
            simple.Append(
                rune.IsAscii ? (char)rune.Value : known >= 0 ? Simple[known] : '?', rune.IsAscii || known >= 0 ? 1 : CellText.WidthOf(rune.ToString()));
        }

        return simple.ToString();
    }

    private sealed class Rendered(List<Segment> segments) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => segments;
    }
}
