using System.Globalization;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The events, the newest on top, and the whole text of the selected one.</summary>
internal static class EventsScreen
{
    private const int MessageLines = 3;

    /// <summary>Draws the lines of the screen.</summary>
    /// <param name="state">The state, as wide as the rows.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="beside">True if the details are beside the rows.</param>
    public static List<Line> Draw(DashboardState state, int height, bool beside)
    {
        List<FoldedEvent> rows = Rows.Events(state);
        int at = Math.Max(0, rows.FindIndex(row => row.First.Seq == state.SelectedEvent));
        Table<FoldedEvent> table = new(state.Width, Columns(state), row => new Mark.OfEvent(row.First.Seq), state.Sideways);
        List<Line> lines = [table.Titles()];
        if (rows.Count == 0)
        {
            bool filtered = state.Filter.Length > 0 || state.EventClass != EventClass.All || state.EventRun is not null;
            lines.Add(LineWriter.Of(state.Width, filtered ? "  no such event; Esc shows all" : "  nothing has happened yet"));
        }

        int facts = beside ? 0 : MessageLines + 1;
        lines.AddRange(table.Window(rows, at, height - facts - 1));
        LineWriter.Fill(lines, height - facts, state.Width);
        return beside ? lines : [.. lines, .. Facts(state, MessageLines)];
    }

    /// <summary>The whole text of the selected event, in a limited number of lines.</summary>
    public static List<Line> Facts(DashboardState state, int rows)
    {
        List<FoldedEvent> events = Rows.Events(state);
        string kind = state.EventClass == EventClass.All ? "all kinds" : state.EventClass.ToString().ToLowerInvariant();
        string run = state.EventRun is { } id ? $", only {state.Runs.GetValueOrDefault(id)?.View.Name ?? id}" : "";
        string filter = state.Filter.Length > 0 ? $", with '{state.Filter}'" : "";
        string shown = string.Create(CultureInfo.InvariantCulture, $"{kind}{run}{filter}: {events.Sum(row => row.Count)} of {state.Events.Count}");
        if (events.Count == 0)
        {
            return [RunsScreen.Rule(state.Width, "no event", shown)];
        }

        FoldedEvent selected = events[Math.Max(0, events.FindIndex(row => row.First.Seq == state.SelectedEvent))];
        List<Line> lines = [RunsScreen.Rule(state.Width, $"{WireNames.Of(selected.First.Event)} {selected.First.Name}".TrimEnd(), shown)];
        lines.AddRange(CellText.Wrap(selected.Text + selected.Times, state.Width - 2, rows).Select(row => LineWriter.Of(state.Width, " " + row)));
        return lines;
    }

    /// <summary>The newest events under a title line, for a screen with room for them.</summary>
    public static List<Line> Newest(DashboardState state, int rows)
    {
        Table<FoldedEvent> table = new(state.Width, Columns(state));
        List<Line> lines = [
            RunsScreen.Rule(state.Width, "what happened last", "4 shows all"), .. Rows.AllEvents(state).Take(rows).Select(row => table.Row(row))];
        LineWriter.Fill(lines, rows + 1, state.Width);
        return lines;
    }

    /// <summary>The columns.</summary>
    public static Column<FoldedEvent>[] Columns(DashboardState state) =>
    [
        new("TIME", 8, 0, (row, _) => Figures.Time(state, row.Newest.Time)),
        new("KIND", 19, 0, (row, _) => new Cell(WireNames.Of(row.First.Event), ToneOf(row.First.Event))),
        new("RUN", 12, 1, (row, _) => row.First.Name ?? "-", Most: state.Width < 120 ? 12 : 24),
        new("MESSAGE", 20, 0, MessageOf, Most: 1000),
    ];

    /// <summary>The message, shortened so that the count stays in view.</summary>
    private static Cell MessageOf(FoldedEvent row, int width) =>
        row.Count == 1 ? row.Text : CellText.Fit(row.Text, Math.Min(CellText.WidthOf(TerminalText.Clean(row.Text)), width - row.Times.Length)) + row.Times;

    private static Tone ToneOf(EventKind kind) => EventClasses.Of(kind) switch
    {
        EventClass.Refusals or EventClass.Dlp or EventClass.Injection or EventClass.Warnings => Tone.Warn,
        EventClass.Failures => Tone.Bad,
        EventClass.Cutoffs => kind is EventKind.Restore or EventKind.Resume ? Tone.Good : Tone.Bad,
        _ => Tone.Normal,
    };
}
