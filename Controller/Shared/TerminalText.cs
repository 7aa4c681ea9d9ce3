using System.Globalization;

namespace BotBottle.Controller.Shared;

/// <summary>
/// Makes text that an agent or an upstream chose safe for a terminal. It replaces with a question mark every character that could move the cursor, set a title,
/// answer a query or change the reading direction.
/// </summary>
internal static class TerminalText
{
    /// <summary>Gets the text with each control, format, separator and broken character replaced.</summary>
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

    /// <summary>Cleans a text of any length and cuts it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Most characters of the result; the last one marks a cut.</param>
    public static string Short(string text, int longest) => Clean(text.Length > longest ? text[..(longest - 1)] + "…" : text);

    // Surrogates are replaced too: characters beyond the basic plane include invisible tags, and none of our lists needs them.
    private static bool IsHarmless(char c) => c is >= ' ' and <= '~' || c > '\u00a0' && char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
