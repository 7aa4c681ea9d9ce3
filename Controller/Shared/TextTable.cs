using BotBottle.Core.Text;
namespace BotBottle.Controller.Shared;

/// <summary>Rows under headings, aligned with spaces. Every cell is cleaned by <see cref="TerminalText"/>.</summary>
/// <param name="headings">The headings; one that begins with <c>&gt;</c> aligns its column to the right.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row with a cell for each heading.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headings.Length);
        _rows.Add([.. cells.Select(TerminalText.Clean)]);
    }

    /// <summary>Writes headings and rows.</summary>
    public void Write(TextWriter output, Ink ink)
    {
        string[] names = [.. headings.Select(heading => heading.TrimStart('>'))];
        int[] widths = [.. names.Select((name, column) => _rows.Select(row => row[column].Length).Append(name.Length).Max())];
        output.WriteLine(ink.Bold(Line(names, widths)));
        foreach (string[] row in _rows)
        {
            output.WriteLine(Line(row, widths));
        }
    }

    private string Line(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, i) => headings[i][0] == '>' ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
}
