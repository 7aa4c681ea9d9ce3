namespace BotBottle.Core.Control;

/// <summary>
/// Folds equal refusals of one run, even when refusals of other loops come between them. Any other event ends all folds, so that refusals before and after a
/// reset stay apart.
/// </summary>
public sealed class EventFolds
{
    private const int MostOpen = 16; // an agent can make up any number of paths
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(1); // a refusal after a longer gap counts as a new try

    private readonly List<FoldedEvent> _open = [];

    /// <summary>The folds that can still grow, by their first event.</summary>
    public IReadOnlyList<FoldedEvent> Open => _open;

    /// <summary>Adds an event; returns the folds that can no longer grow, in the order of their first events.</summary>
    public IReadOnlyList<FoldedEvent> Add(LoggedEvent logged)
    {
        if (logged.Event != EventKind.EgressBlock)
        {
            return [.. Close(), new FoldedEvent(logged)];
        }

        string text = logged.Text();
        FoldedEvent? same = _open.FindLast(row => row.First.Run == logged.Run && row.Text == text && logged.Time - row.Newest.Time <= Gap);
        if (same is not null)
        {
            same.Add(logged);
            return [];
        }

        _open.Add(new FoldedEvent(logged));
        return _open.Count > MostOpen ? Take(1) : [];
    }

    /// <summary>Ends all open folds and returns them.</summary>
    public IReadOnlyList<FoldedEvent> Close() => Take(_open.Count);

    /// <summary>Folds a list, in the order of the first events.</summary>
    public static List<FoldedEvent> Of(IEnumerable<LoggedEvent> events)
    {
        EventFolds folds = new();
        List<FoldedEvent> rows = [];
        foreach (LoggedEvent logged in events)
        {
            rows.AddRange(folds.Add(logged));
        }

        rows.AddRange(folds.Close());
        return rows;
    }

    private List<FoldedEvent> Take(int count)
    {
        List<FoldedEvent> closed = _open[..count];
        _open.RemoveRange(0, count);
        return closed;
    }
}
