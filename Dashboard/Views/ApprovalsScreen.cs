using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The approvals, one per row, and the details of the selected one.</summary>
internal static class ApprovalsScreen
{
    private const int Label = 9;

    /// <summary>Draws the lines of the screen.</summary>
    /// <param name="state">The state, as wide as the rows.</param>
    /// <param name="height">The number of lines.</param>
    /// <param name="beside">True if the details are beside the rows.</param>
    public static List<Line> Draw(DashboardState state, int height, bool beside)
    {
        List<ApprovalView> rows = Rows.Approvals(state);
        Table<ApprovalView> table = new(state.Width,
        [
            new(" ", 1, 0, (approval, _) => approval.Id == state.SelectedApproval ? ">" : " "),
            new("ID", 6, 0, (approval, _) => approval.Id, Most: 8),
            new("LEFT", 9, 0, (approval, _) => Left(state, approval)),
            new("RUN", 12, 1, (approval, _) => approval.Name, Most: 30),
            new("WHAT", 14, 1, (approval, _) => approval.Rule, Most: 30),
            new("WHERE", 10, 3, (approval, _) => approval.Place, Most: 20),
            new("HOST", 16, 2, (approval, width) => HostTexts.End(approval.Host, width), Most: 50),
            new("REQUEST", 20, 4, (approval, _) => $"{approval.Method} {approval.Path}", Most: 90),
        ], approval => new Mark.OfApproval(approval.Id), state.Sideways);
        List<Line> facts = beside ? [] : Facts(state, 1);
        List<Line> lines = [table.Titles()];
        if (rows.Count == 0)
        {
            lines.Add(LineWriter.Of(
                state.Width, state.Filter.Length > 0 ? $"  no approval passes the filter '{state.Filter}'; Esc clears it" : "  no request waits for approval"));
        }

        lines.AddRange(table.Window(rows, rows.FindIndex(approval => approval.Id == state.SelectedApproval), Math.Max(1, height - 1 - facts.Count)));
        LineWriter.Fill(lines, height - facts.Count, state.Width);

        return [.. lines, .. facts];
    }

    /// <summary>The details of the selected approval; its run takes a limited number of lines.</summary>
    public static List<Line> Facts(DashboardState state, int rows) => state.TargetApproval is { } selected
        ? Facts(state, selected, rows)
        : [RunsScreen.Rule(state.Width, Rows.Approvals(state).Count == 0 ? "nothing waits" : "no approval is selected: ↑ and ↓ select one")];

    private static Cell Left(DashboardState state, ApprovalView approval)
    {
        TimeSpan left = approval.ExpiresAt - state.Now;
        return approval.State == ApprovalState.Pending
            ? new Cell(Figures.Clock(left), left < TimeSpan.FromMinutes(1) ? Tone.Bad : Tone.Warn)
            : new Cell(WireNames.Of(approval.State).Replace('_', ' '), Tone.Dim);
    }

    private static List<Line> Facts(DashboardState state, ApprovalView approval, int rows)
    {
        List<Line> lines = [RunsScreen.Rule(state.Width, approval.Id)];
        string told = approval.State == ApprovalState.Pending
            ? $"waits since {Figures.Time(state, approval.AskedAt)}; {Figures.Clock(approval.ExpiresAt - state.Now)} left"
            : $"{WireNames.Of(approval.State).Replace('_', ' ')} at {Figures.Time(state, approval.DecidedAt ?? approval.ExpiresAt)} by "
                + $"{approval.DecidedBy ?? "-"}";
        Add(lines, state.Width, "run", $"{approval.Name} ({approval.Run}), {told}", rows);
        Add(lines, state.Width, "found", $"{approval.Rule} in {approval.Place}", 1);
        Add(lines, state.Width, "context", approval.Context, 2);
        string reach = approval.State == ApprovalState.Pending ? "a yes is for it alone" : ApprovalText.ReachOf(approval);
        int room = Math.Max(1, state.Width - Label - 4 - reach.Length);
        // The selected row is above. If this whole line is visible, so are that row and the facts of the decision.
        Mark? mark = approval.Host.Length <= room ? new Mark.OfApproval(approval.Id) : null;
        Add(lines, state.Width, "host", $"{HostTexts.End(approval.Host, room)} ({reach})", 1, mark);
        Add(lines, state.Width, "request", $"{approval.Method} {approval.Path}", 1);
        Add(lines, state.Width, "route", approval.Route, 1);
        Add(lines, state.Width, "print", approval.Fingerprint, 1);
        return lines;
    }

    private static void Add(List<Line> lines, int width, string label, string text, int rows, Mark? mark = null)
    {
        foreach (string row in CellText.Wrap(text, width - Label - 1, rows))
        {
            lines.Add(new LineWriter(width).AddFixed(" " + label, Label, Tone.Accent).Add(row).ToLine(mark: mark));
            label = "";
        }
    }
}
