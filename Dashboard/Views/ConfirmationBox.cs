using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The question, in a box over the middle of the body.</summary>
internal static class ConfirmationBox
{
    private const int MaxWidth = 76;

    /// <summary>Puts it over lines of the body.</summary>
    public static void Cover(List<Line> body, Confirmation asked, int width, int height)
    {
        int inner = Math.Min(MaxWidth, width - 4) - 4;
        List<(string Text, Tone Tone)> rows = [];
        Add(rows, asked.Question, inner, Tone.Strong);
        rows.Add(("", Tone.Normal));
        foreach (string fact in asked.Facts)
        {
            Add(rows, fact, inner, Tone.Normal);
        }

        rows.Add(("", Tone.Normal));
        rows.Add(("y = yes     any other key = no", Tone.Accent));
        while (body.Count < height)
        {
            body.Add(LineWriter.Of(width, ""));
        }

        int top = Math.Max(0, (height - rows.Count - 2) / 2);
        int left = (width - inner - 4) / 2;
        Line Edge(char first, char last) => new LineWriter(width).AddFixed("", left).Add(first + new string('─', inner + 2) + last, Tone.Warn).ToLine();
        List<Line> box = [Edge('┌', '┐')];
        foreach ((string text, Tone tone) in rows)
        {
            box.Add(new LineWriter(width).AddFixed("", left).Add("│ ", Tone.Warn).AddFixed(text, inner, tone).Add(" │", Tone.Warn).ToLine());
        }

        box.Add(Edge('└', '┘'));
        for (int i = 0; i < box.Count && top + i < height; i++)
        {
            body[top + i] = box[i];
        }
    }

    private static void Add(List<(string, Tone)> rows, string text, int width, Tone tone) =>
        rows.AddRange(CellText.Wrap(text, width, 3).Select(row => (row, tone)));
}
