using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The question in a box over the middle of the body. In a small space it drops its frame and the explanation before the targets.</summary>
internal static class ConfirmationBox
{
    private const int MaxWidth = 76;
    private const int RowsOfText = 3;
    private const int RowsOfNames = 8;

    /// <summary>Draws the box over lines of the body.</summary>
    public static void Cover(List<Line> body, Confirmation asked, int width, int height)
    {
        int inner = Math.Min(MaxWidth, width - 4) - 4;
        List<string> question = [.. CellText.Wrap(asked.Question, inner, RowsOfText)];
        List<string> named = [.. CellText.Wrap(asked.Facts[0], inner, Math.Clamp(height - question.Count - 3, RowsOfText, RowsOfNames))];
        List<string> rest = [.. asked.Facts.Skip(1).SelectMany(fact => CellText.Wrap(fact, inner, RowsOfText))];
        int room = height - question.Count - named.Count - 1;
        bool framed = room >= rest.Count + 2;
        bool spaced = room >= rest.Count + 4;
        List<(string Text, Tone Tone)> rows = [.. question.Select(row => (row, Tone.Strong))];
        AddBlank();
        rows.AddRange(named.Concat(rest.Take(Math.Max(0, framed ? rest.Count : room))).Select(row => (row, Tone.Normal)));
        AddBlank();
        rows.Add(("", Tone.Accent)); // the answers
        while (body.Count < height)
        {
            body.Add(LineWriter.Of(width, ""));
        }

        int left = (width - inner - 4) / 2;
        Line Edge(char first, char last) => new LineWriter(width).AddFixed("", left).Add(first + new string('─', inner + 2) + last, Tone.Warn).ToLine();
        List<Line> box = framed ? [Edge('┌', '┐')] : [];
        for (int i = 0; i < rows.Count; i++)
        {
            // The last row counts as seen only together with all rows above it.
            bool last = i == rows.Count - 1;
            LineWriter row = new LineWriter(width).AddFixed("", left).Add("│ ", Tone.Warn);
            box.Add((last ? Answers(row, inner, asked) : row.AddFixed(rows[i].Text, inner, rows[i].Tone)).Add(" │", Tone.Warn)
                .ToLine(mark: last ? new Mark.OfQuestion(asked) : null));
        }

        box.AddRange(framed ? [Edge('└', '┘')] : []);
        int top = Math.Max(0, (height - box.Count) / 2);
        for (int i = 0; i < box.Count && top + i < height; i++)
        {
            body[top + i] = box[i];
        }

        void AddBlank()
        {
            if (spaced)
            {
                rows.Add(("", Tone.Normal));
            }
        }
    }

    private static LineWriter Answers(LineWriter line, int inner, Confirmation asked)
    {
        int begun = line.Used;
        line.Add("y = yes", Tone.Accent).Touch(begun, new Touch.OfKey(KeyStroke.Of('y'), asked.Question)).Add("     ", Tone.Accent);
        int other = line.Used;
        return line.Add("any other key = no", Tone.Accent).Touch(other, new Touch.OfKey(new KeyStroke(KeyKind.Escape), asked.Question))
            .AddFixed("", inner - (line.Used - begun), Tone.Accent);
    }
}
