namespace BotBottle.Dashboard.State;

/// <summary>The status line: the result of an action, or the reason why a key did nothing.</summary>
/// <param name="Text">The text for the operator; it may hold text that an agent chose.</param>
/// <param name="Failed">True for a failure.</param>
/// <param name="At">The time of the notice.</param>
internal sealed record Notice(string Text, bool Failed, DateTimeOffset At)
{
    /// <summary>The command line that does the same; null for none.</summary>
    public string? Same { get; init; }
}
