using System.Globalization;

namespace BotBottle.Controller.Shared;

/// <summary>
/// Text that an agent or an upstream chose, made safe for a terminal: whatever could move the cursor, set a title, answer a query or turn the
/// reading direction becomes a question mark.
/// </summary>
internal static class TerminalText
{
    /// <summary>The text with each control, format, separator or broken character replaced.</summary>
    public static string Clean(string text)
    {
        int first = 0;
        while (first < text.Length && IsHarmless(text[first]))
        {
            first++;
        }

        return first == text.Length ? text : string.Create(text.Length, text, static (clean, source) =>
        {
            for (int i = 0; i < clean.Length; i++)
            {
                clean[i] = IsHarmless(source[i]) ? source[i] : '?';
            }
        });
    }

    /// <summary>The same, of a text that may have any length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Characters that are left of it at the most; where it is longer, the last one says so.</param>
    public static string Short(string text, int longest) => Clean(text.Length > longest ? text[..(longest - 1)] + "…" : text);

    // Surrogates are replaced as well: characters beyond the basic plane include invisible tags, and nothing that we list needs them.
    private static bool IsHarmless(char c) => c is >= ' ' and <= '~' || c > '\u00a0' && char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
