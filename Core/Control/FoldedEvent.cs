namespace BotBottle.Core.Control;

/// <summary>An event and its repeats, as one line: <c>POST api.example.com/v1 · budget_exhausted ×31</c>.</summary>
/// <param name="first">The first of them.</param>
public sealed class FoldedEvent(LoggedEvent first)
{
    /// <summary>The first of them; its number stays while more come.</summary>
    public LoggedEvent First { get; } = first;

    /// <summary>The last of them.</summary>
    public LoggedEvent Newest { get; private set; } = first;

    /// <summary>How many they are.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The text without the count.</summary>
    public string Text => First.Text();

    /// <summary><c> ×31</c>; empty for a single event.</summary>
    public string Times => Count > 1 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" ×{Count}") : "";

    internal void Add(LoggedEvent repeat)
    {
        Newest = repeat;
        Count++;
    }
}
