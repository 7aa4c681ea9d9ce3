using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The columns of a run's hosts.</summary>
internal static class HostColumns
{
    /// <summary>All columns.</summary>
    public static Column<HostRow>[] Of(DashboardState state) =>
    [
        new("LAST", 8, 0, (row, _) => Figures.Time(state, row.Last)),
        // The end of a name shows its owner.
        new("HOST", 20, 0, (row, cells) => HostTexts.End(row.Host, cells), Most: 60),
        new("CALLS", 5, 1, (row, _) => Figures.Amount(row.Calls), Right: true),
        new("CHARGED", 7, 2, (row, _) => Figures.Amount(row.Charged), Right: true),
        new("REFUSED", 7, 1, (row, _) => new Cell(Figures.Amount(row.Refused), row.Refused > 0 ? Tone.Warn : Tone.Normal), Right: true),
        new("WHY", 16, 1, (row, _) => row.Reason?.Replace('_', ' ') ?? "-", Most: 40),
    ];
}
