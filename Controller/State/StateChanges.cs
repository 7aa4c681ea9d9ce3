namespace BotBottle.Controller.State;

/// <summary>Wakes whoever shows the state when it changed. Guarded by <see cref="HostState.Gate"/>: taken together with a look at the state, nothing is missed in between.</summary>
internal sealed class StateChanges
{
    private TaskCompletionSource? _next;

    /// <summary>Grows with each change, so that a look that is still true is known as such.</summary>
    public long Count { get; private set; }

    /// <summary>Ends at the next change. Where nobody asks for it, a change costs one addition.</summary>
    public Task Next => (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Something changed, or a change was taken back.</summary>
    public void Mark()
    {
        Count++;
        _next?.SetResult();
        _next = null;
    }
}
