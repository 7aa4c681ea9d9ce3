namespace BotBottle.Controller.Enforcement;

/// <summary>
/// Wakes the followers of events. The store holds the events and a follower continues from its position, so an early or repeated wake is harmless.
/// </summary>
internal sealed class EventSignal
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Completes when events are written after this was read: take it before reading the store.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Signals that events were committed.</summary>
    public void Pulse() => Interlocked.Exchange(ref _next, NewSource()).SetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
