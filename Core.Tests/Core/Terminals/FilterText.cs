using System.Text;
using BotBottle.Core.Terminals;

namespace BotBottle.Core.Tests.Core.Terminals;

/// <summary>Runs texts through a filter, as Latin-1, so that every byte is a character.</summary>
internal static class FilterText
{
    public static string Whole(string text) => Whole(text, new TerminalFilter());

    public static string Whole(string text, TerminalFilter filter) => Encoding.Latin1.GetString(filter.Filter(Encoding.Latin1.GetBytes(text)));

    /// <summary>Filters a text in pieces with the given ends.</summary>
    public static string InPieces(string text, params IEnumerable<int> ends) => InPieces(text, new TerminalFilter(), ends);

    public static string InPieces(string text, TerminalFilter filter, params IEnumerable<int> ends)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        StringBuilder output = new();
        int start = 0;
        foreach (int end in ends.Append(bytes.Length))
        {
            output.Append(Encoding.Latin1.GetString(filter.Filter(bytes.AsSpan(start, end - start))));
            start = end;
        }

        return output.ToString();
    }

    /// <summary>UTF-8 bytes as Latin-1 characters.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
