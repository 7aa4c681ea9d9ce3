namespace BotBottle.Controller.Enforcement;

/// <summary>Wakes whoever follows the events. The store holds them; a follower reads on from its place, so that a wake that comes early or twice changes nothing.</summary>
internal sealed class EventSignal
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>Ends when events are written after this was read: take it before reading the store.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Events were committed.</summary>
    public void Pulse() => Interlocked.Exchange(ref _next, NewSource()).SetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
