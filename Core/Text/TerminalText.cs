using System.Globalization;
using System.Text;

namespace BotBottle.Core.Text;

/// <summary>
/// The one cleaner of text that an agent or an upstream chose, for everything that we print: command line, log and dashboard. A character that could move the
/// cursor, set a title, answer a query, turn the reading direction or hide becomes a question mark.
/// </summary>
public static class TerminalText
{
    private const int MaxMarks = 2; // combining marks on one character

    /// <summary>The text with each character that is not for a terminal replaced. One variation selector after a character is dropped, because it changes that
    /// character's width; further ones are replaced: a row of them can hide a text.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        StringBuilder clean = new(text.Length);
        int marks = MaxMarks; // none before the first character
        bool selected = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool selects = rune.Value is >= 0xfe00 and <= 0xfe0f;
            if (selects && !selected)
            {
                selected = true;
                continue;
            }

            selected = selects;

            marks = IsMark(rune) ? marks + 1 : 0;
            if (selects || !IsHarmless(rune) || marks > MaxMarks)
            {
                clean.Append('?');
                marks = 0;
            }
            else
            {
                clean.Append(rune);
            }
        }

        return clean.ToString();
    }

    /// <summary>The same, of a text that may have any length.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The most UTF-16 units that are kept; a longer text ends with an ellipsis.</param>
    public static string Short(string text, int longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Clean(text.Length > longest ? text[..(longest - 1)] + "…" : text);
    }

    /// <summary>True if a character combines with the one before it and takes no cell of its own.</summary>
    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    // Beyond the basic plane only ideographs and pictures are shown, which are wide. Tags, private use, and scripts whose width terminals disagree on are not.
    private static bool IsHarmless(Rune rune) => rune.IsBmp
        ? rune.Value is not (0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x2800 or 0x302e or 0x302f or 0x3164 or 0xffa0)
            && rune.Value is not ((> 0x115f and < 0x1200) or (>= 0x180b and <= 0x180f) or (>= 0xd7b0 and <= 0xd7ff))
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            && rune.Value is not (0xfffd or 0x00a0)
        : rune.Value is >= 0x1f300 and <= 0x1f64f or >= 0x1f680 and <= 0x1f6ff or >= 0x1f900 and <= 0x1f9ff or >= 0x20000 and <= 0x3fffd
            && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned && rune.Value is not (>= 0x1f3fb and <= 0x1f3ff);
}
