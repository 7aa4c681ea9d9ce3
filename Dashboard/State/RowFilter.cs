using System.Globalization;
using System.Runtime.CompilerServices;

namespace BotBottle.Dashboard.State;

/// <summary>
/// A filter for rows: words that must all hold. <c>name:value</c> looks in one field, <c>&gt;50%</c> and <c>&lt;50%</c> compare the spent part, <c>!</c> in
/// front reverses a word, and any other word may be in any field. Case does not matter. A word that is none of these forms, such as a scope with a colon, is
/// looked for as it is.
/// </summary>
internal sealed class RowFilter
{
    private static readonly ConditionalWeakTable<string, RowFilter> Read = [];

    private readonly Word[] _words;

    private RowFilter(string text) => _words = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Word.Of)];

    /// <summary>The filter of a typed text; read once for each.</summary>
    public static RowFilter Of(string text) => Read.GetValue(text, typed => new RowFilter(typed));

    /// <summary>True if a row passes.</summary>
    /// <param name="fields">The row's fields by name; null for an empty one.</param>
    /// <param name="part">The spent part of its limit; null for a row without one.</param>
    public bool Passes(ReadOnlySpan<(string Name, string? Text)> fields, double? part = null)
    {
        foreach (Word word in _words)
        {
            if (word.Holds(fields, part) == word.Reversed)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One word.</summary>
    /// <param name="Text">The word without <c>!</c>.</param>
    /// <param name="Reversed">True if the rows without it pass.</param>
    /// <param name="Name">The name before a colon; null without one.</param>
    /// <param name="Value">The text after the colon.</param>
    /// <param name="Most">The bound of <c>&lt;</c>; null for none.</param>
    /// <param name="Least">The bound of <c>&gt;</c>; null for none.</param>
    private sealed record Word(string Text, bool Reversed, string? Name, string Value, double? Most, double? Least)
    {
        public static Word Of(string typed)
        {
            bool reversed = typed.Length > 1 && typed[0] == '!';
            string text = reversed ? typed[1..] : typed;
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            double? bound = text.Length > 2 && text[^1] == '%'
                && double.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
                ? percent / 100 : null;
            return new Word(
                text, reversed, colon > 0 ? text[..colon] : null, text[(colon + 1)..], text[0] == '<' ? bound : null, text[0] == '>' ? bound : null);
        }

        public bool Holds(ReadOnlySpan<(string Name, string? Text)> fields, double? part)
        {
            if ((Most ?? Least) is not null)
            {
                return part is { } spent && (Least is { } least ? spent > least : spent < Most);
            }

            foreach ((string name, string? text) in fields)
            {
                if (Name is not null && name.Equals(Name, StringComparison.OrdinalIgnoreCase))
                {
                    return text?.Contains(Value, StringComparison.OrdinalIgnoreCase) == true;
                }
            }

            foreach ((_, string? text) in fields)
            {
                if (text?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
