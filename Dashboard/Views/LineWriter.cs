using System.Text;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>Builds one line from the left. It cuts and pads to the exact number of cells.</summary>
/// <param name="width">The terminal's columns.</param>
internal sealed class LineWriter(int width)
{
    private readonly List<Span> _spans = [];
    private readonly StringBuilder _text = new(width);
    private List<Spot>? _spots;
    private Tone _tone;
    private int _used;

    /// <summary>The free cells.</summary>
    public int Room => width - _used;

    /// <summary>A line with one text.</summary>
    public static Line Of(int width, string text, Tone tone = Tone.Normal, LineLook look = LineLook.Plain) =>
        new LineWriter(width).Add(text, tone).ToLine(look);

    /// <summary>Adds empty lines until there are <paramref name="count"/>.</summary>
    public static void Fill(List<Line> lines, int count, int width)
    {
        while (lines.Count < count)
        {
            lines.Add(Of(width, ""));
        }
    }

    /// <summary>Makes the cells that were added since a column clickable.</summary>
    public LineWriter Touch(int since, Touch? touch)
    {
        if (touch is not null && _used > since)
        {
            (_spots ??= []).Add(new Spot(0, since, _used - since, touch));
        }

        return this;
    }

    /// <summary>The used cells.</summary>
    public int Used => _used;

    /// <summary>Adds a text, cut at the end of the line.</summary>
    public LineWriter Add(string text, Tone tone = Tone.Normal)
    {
        string clean = TerminalText.Clean(text);
        int cells = CellText.WidthOf(clean);
        return cells <= Room ? Put(clean, cells, tone) : Room > 0 ? Put(CellText.Fit(clean, Room), Room, tone) : this;
    }

    /// <summary>Adds a text in exactly <paramref name="cells"/> cells.</summary>
    public LineWriter AddFixed(string text, int cells, Tone tone = Tone.Normal, bool right = false)
    {
        cells = Math.Min(cells, Room);
        return cells > 0 ? Put(CellText.Fit(text, cells, right), cells, tone) : this;
    }

    /// <summary>Adds a text at the right end, after blanks; skips it if there is no room.</summary>
    public LineWriter AddRight(string text, Tone tone = Tone.Normal)
    {
        string clean = TerminalText.Clean(text);
        int cells = CellText.WidthOf(clean);
        return cells < Room ? AddFixed("", Room - cells).Put(clean, cells, tone) : this;
    }

    /// <summary>The padded line.</summary>
    public Line ToLine(LineLook look = LineLook.Plain, Mark? mark = null)
    {
        AddFixed("", Room);
        EndSpan();
        return new Line([.. _spans], look, mark) { Spots = _spots ?? (IReadOnlyList<Spot>)[] };
    }

    private LineWriter Put(string clean, int cells, Tone tone)
    {
        if (tone != _tone)
        {
            EndSpan();
            _tone = tone;
        }

        _text.Append(clean);
        _used += cells;
        return this;
    }

    private void EndSpan()
    {
        if (_text.Length > 0)
        {
            _spans.Add(new Span(_text.ToString(), _tone));
            _text.Clear();
        }
    }
}
