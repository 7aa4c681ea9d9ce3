using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The question in a dialog over the middle of the body. In a small space it drops its frame and the explanation before the targets.</summary>
internal static class QuestionPanel
{
    private const int MaxWidth = 76;
    private const int RowsOfText = 3;
    private const int RowsOfNames = 8;

    /// <summary>Draws the dialog.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="width">The columns of the body.</param>
    /// <param name="top">The first row of the body.</param>
    /// <param name="height">The rows of the body.</param>
    public static Panel Draw(Confirmation asked, int width, int top, int height)
    {
        int inner = Math.Min(MaxWidth, width - 4) - 4;
        List<string> question = [.. CellText.Wrap(asked.Question, inner, RowsOfText)];
        List<string> named = [.. CellText.Wrap(asked.Facts[0], inner, Math.Clamp(height - question.Count - 3, RowsOfText, RowsOfNames))];
        List<string> rest = [.. asked.Facts.Skip(1).SelectMany(fact => CellText.Wrap(fact, inner, RowsOfText))];
        int room = height - question.Count - named.Count - 1;
        bool framed = room >= rest.Count + 2;
        bool spaced = room >= rest.Count + 4;
        // Without a frame the dialog takes whole rows, so that its text does not run into theirs.
        int cells = framed ? inner + 2 : width;
        int left = framed ? 1 : (width - inner) / 2;
        List<Line> lines = [.. question.Select(row => Text(row, Tone.Strong))];
        AddBlank();
        lines.AddRange(named.Concat(rest.Take(Math.Max(0, framed ? rest.Count : room))).Select(row => Text(row, Tone.Normal)));
        AddBlank();
        // The last row counts as seen only together with all rows above it.
        lines.Add(Answers(new LineWriter(cells).AddFixed("", left), asked).ToLine(mark: new Mark.OfQuestion(asked)));
        int rows = lines.Count + (framed ? 2 : 0);
        int first = top + Math.Max(0, (height - rows) / 2);
        int outer = framed ? cells + 2 : width;
        int shown = Math.Min(rows, top + height - first);
        return new Panel(PanelKind.Question, (width - outer) / 2, first, outer, shown, lines.Count > height ? lines[..height] : lines) { Framed = framed };

        Line Text(string row, Tone tone) => new LineWriter(cells).AddFixed("", left).Add(row, tone).ToLine();

        void AddBlank()
        {
            if (spaced)
            {
                lines.Add(Text("", Tone.Normal));
            }
        }
    }

    private static LineWriter Answers(LineWriter line, Confirmation asked)
    {
        int begun = line.Used;
        line.Add("y = yes", Tone.Accent).Touch(begun, new Touch.OfKey(KeyStroke.Of('y'), asked.Question)).Add("     ", Tone.Accent);
        int other = line.Used;
        return line.Add("any other key = no", Tone.Accent).Touch(other, new Touch.OfKey(new KeyStroke(KeyKind.Escape), asked.Question));
    }
}
