namespace BotBottle.Dashboard.State;

/// <summary>The status line: what came of an action, or why a key does nothing.</summary>
/// <param name="Text">For the operator; may hold what an agent chose.</param>
/// <param name="Failed">Whether it did not work.</param>
/// <param name="At">When it was said.</param>
internal sealed record Notice(string Text, bool Failed, DateTimeOffset At);
