using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.Repository.Docs;

/// <summary>A table of a Markdown page, found by the words of its header row.</summary>
/// <param name="Rows">The rows below the header, each with its cells.</param>
internal sealed partial record MarkdownTable(IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Reads the tables of a page that begin with a header.</summary>
    /// <param name="text">The page.</param>
    /// <param name="header">The first cell of the header row.</param>
    /// <returns>One table for each header row of that first cell, in order.</returns>
    public static IReadOnlyList<MarkdownTable> All(string text, string header)
    {
        List<MarkdownTable> tables = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith($"| {header} |", StringComparison.Ordinal))
            {
                tables.Add(new MarkdownTable([.. lines.Skip(i + 2).TakeWhile(line => line.StartsWith('|')).Select(Cells)]));
            }
        }

        return tables;
    }

    /// <summary>The texts between backticks in the cells of a column.</summary>
    /// <param name="column">The column, from 0.</param>
    public IEnumerable<string> Quoted(int column = 0) => Rows.SelectMany(row => Quoted(row[column]));

    /// <summary>The texts between backticks in a text.</summary>
    public static IEnumerable<string> Quoted(string text) => Backticks().Matches(text).Select(match => match.Groups[1].Value);

    private static IReadOnlyList<string> Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backticks();
}
