using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Definitions;

/// <summary>
/// Finds the mistakes of a configuration file behind its first one. A reader ends at one, so the entry with it is left out and the rest is read again. An entry
/// is an item of a list, a line of <c>env</c> or <c>budget</c>, or all of a key of the file.
/// </summary>
internal static class FurtherMistakes
{
    private const int Most = 20;
    private const string End = "---";

    // Without these, other entries would look wrong.
    private static readonly string[] Needed = ["providers", "extends", "bottle"];

    private static readonly string[] Tables = ["env", "budget"];

    /// <summary>Finds them, in the order of the reader.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="first">The first mistake.</param>
    /// <param name="parse">Parses a text without looking at its keys.</param>
    /// <param name="read">Reads a text.</param>
    public static IReadOnlyList<ConfigurationException> Find(string text, ConfigurationException first, Action<string> parse, Action<string> read)
    {
        List<ConfigurationException> found = [];
        string[] lines = text.Split('\n');
        for (ConfigurationException wrong = first; found.Count < Most && Try(parse, string.Join('\n', lines)) is null && Remove(lines, wrong.Mark.Line);)
        {
            string rest = string.Join('\n', lines);
            if (Try(parse, rest) is not null || Try(read, rest) is not { Mark: { IsInFile: true, Line: var line } } next
                || line > lines.Length || IsBlank(lines[line - 1]) || lines[line - 1].StartsWith(End, StringComparison.Ordinal))
            {
                break;
            }

            found.Add(next);
            wrong = next;
        }

        return found;
    }

    private static ConfigurationException? Try(Action<string> read, string text)
    {
        try
        {
            read(text);
            return null;
        }
        catch (ConfigurationException wrong)
        {
            return wrong;
        }
    }

    // Blanks the lines of the entry, so that the numbers of the others stay. False if there is none that may be left out.
    private static bool Remove(string[] lines, int line)
    {
        int top = Above(lines, line - 1, IsKey);
        if (top < 0 || lines[top].Split(':')[0] is var key && Needed.Contains(key))
        {
            return false;
        }

        int end = EndOf(lines, top, IsKey);
        bool isTable = Tables.Contains(lines[top].Split(':')[0]);
        int[] starts = [.. Enumerable.Range(top + 1, end - top - 1).Where(at => !IsBlank(lines[at]) && (isTable || IsItem(lines[at])))];
        int least = starts.Length == 0 ? 0 : starts.Min(at => IndentOf(lines[at]));
        int[] entries = [.. starts.Where(at => IndentOf(lines[at]) == least)];
        int entry = entries.LastOrDefault(at => at < line, -1);
        if (entries.Length > 1 && entry >= 0)
        {
            top = entry;
            end = Math.Min(end, EndOf(lines, entry, text => IndentOf(text) <= least));
        }

        Array.Fill(lines, "", top, end - top);
        return true;
    }

    private static int Above(string[] lines, int at, Func<string, bool> isStart)
    {
        for (at = Math.Min(at, lines.Length - 1); at >= 0 && (IsBlank(lines[at]) || !isStart(lines[at])); at--)
        {
        }

        return at;
    }

    private static int EndOf(string[] lines, int start, Func<string, bool> isNext)
    {
        int end = start + 1;
        while (end < lines.Length && (IsBlank(lines[end]) || !isNext(lines[end])))
        {
            end++;
        }

        return end;
    }

    // A list may stand at its key's own indentation.
    private static bool IsKey(string line) => IndentOf(line) == 0 && !IsItem(line);

    private static bool IsItem(string line) => line.TrimStart(' ').StartsWith("- ", StringComparison.Ordinal);

    private static bool IsBlank(string line) => line.TrimStart() is "" or ['#', ..];

    private static int IndentOf(string line) => line.Length - line.TrimStart(' ').Length;
}
