namespace BotBottle.Core.Control;

/// <summary>
/// Folds refusals that say the same of the same run, also where those of other loops stand between them. Any other event ends all of them: what came before a reset
/// and what came after it stay apart.
/// </summary>
public sealed class EventFolds
{
    private const int MostOpen = 16; // an agent makes up as many paths as it likes
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(1); // beyond, it is another try and no loop

    private readonly List<FoldedEvent> _open = [];

    /// <summary>What may still grow, by its first event.</summary>
    public IReadOnlyList<FoldedEvent> Open => _open;

    /// <summary>Takes the next event; gives what can no longer grow, in the order of the first events.</summary>
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

    /// <summary>Ends what may still grow.</summary>
    public IReadOnlyList<FoldedEvent> Close() => Take(_open.Count);

    /// <summary>All of a list, by the first events.</summary>
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
