using System.Text;
using BotBottle.Core.Text;
using Terminal.Gui.Text;

namespace BotBottle.Dashboard.Views;

/// <summary>
/// Fits text into the cells of a terminal. All text on the screen goes through here. Characters that could move the cursor, change the reading direction or
/// hide become question marks, even in text that was cleaned before. Wide characters take two cells, combining marks none.
/// </summary>
internal static class CellText
{
    /// <summary>The mark for omitted text.</summary>
    public const string Ellipsis = "…";

    private const byte Unmeasured = 255;

    private static readonly byte[] Widths = NewWidths();

    /// <summary>The number of cells of a clean text.</summary>
    public static int WidthOf(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }

        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += WidthOf(rune);
        }

        return width;
    }

    /// <summary>The cleaned text in exactly <paramref name="width"/> cells: cut with an ellipsis, or padded.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="width">The number of cells.</param>
    /// <param name="right">True to align the text to the right.</param>
    public static string Fit(string text, int width, bool right = false)
    {
        string clean = TerminalText.Clean(text);
        int cells = WidthOf(clean);
        if (cells > width)
        {
            clean = Cut(clean, width);
            cells = WidthOf(clean);
        }

        string padding = cells == width ? "" : new string(' ', width - cells);
        return right ? padding + clean : clean + padding;
    }

    /// <summary>The end of a clean text in at most <paramref name="width"/> cells: cut with an ellipsis in front.</summary>
    public static string End(string clean, int width)
    {
        int cells = WidthOf(clean);
        return cells <= width ? clean : width <= 0 ? "" : Ellipsis + clean[IndexPast(clean, cells - width + 1)..];
    }

    /// <summary>The cleaned text in lines of at most <paramref name="width"/> cells; the last line ends with an ellipsis if text is left.</summary>
    public static IEnumerable<string> Wrap(string text, int width, int lines)
    {
        string rest = TerminalText.Clean(text);
        for (int i = 1; i < lines && WidthOf(rest) > width; i++)
        {
            int end = IndexAt(rest, width);
            if (end == 0)
            {
                break; // a wide character does not fit into one cell
            }

            int blank = rest.LastIndexOf(' ', end - 1);
            end = blank > end / 2 ? blank + 1 : end;
            yield return rest[..end].TrimEnd();
            rest = rest[end..];
        }

        yield return WidthOf(rest) > width ? Cut(rest, width) : rest;
    }

    private static string Cut(string clean, int width) => width <= 0 ? "" : clean[..IndexAt(clean, width - 1)] + Ellipsis;

    /// <summary>The index before which the text takes at most <paramref name="width"/> cells.</summary>
    private static int IndexAt(string clean, int width)
    {
        int cells = 0;
        int index = 0;
        foreach (Rune rune in clean.EnumerateRunes())
        {
            cells += WidthOf(rune);
            if (cells > width)
            {
                break;
            }

            index += rune.Utf16SequenceLength;
        }

        return index;
    }

    /// <summary>The index behind the first characters that take at least <paramref name="width"/> cells.</summary>
    private static int IndexPast(string clean, int width)
    {
        int cells = 0;
        int index = 0;
        foreach (Rune rune in clean.EnumerateRunes())
        {
            if (cells >= width && WidthOf(rune) > 0)
            {
                break;
            }

            cells += WidthOf(rune);
            index += rune.Utf16SequenceLength;
        }

        return index;
    }

    /// <summary>The number of cells of a character of a clean text.</summary>
    public static int WidthOf(Rune rune)
    {
        if (!rune.IsBmp)
        {
            return Measure(rune);
        }

        byte width = Widths[rune.Value];
        if (width == Unmeasured)
        {
            width = Measure(rune);
            Widths[rune.Value] = width;
        }

        return width;
    }

    /// <summary>The width by the library's table; combining characters take no cell of their own.</summary>
    private static byte Measure(Rune rune) => TerminalText.IsMark(rune) ? (byte)0 : (byte)Math.Clamp(rune.GetColumns(), 1, 2);

    private static byte[] NewWidths()
    {
        byte[] widths = new byte[char.MaxValue + 1];
        Array.Fill(widths, Unmeasured);
        Array.Fill(widths, (byte)1, ' ', '~' - ' ' + 1);
        return widths;
    }
}
