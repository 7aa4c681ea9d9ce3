namespace BotBottle.Controller.State;

/// <summary>
/// Wakes readers when the state changed. Guarded by <see cref="HostState.Gate"/>: a reader that takes it together with the state misses no change.
/// </summary>
internal sealed class StateChanges
{
    private TaskCompletionSource? _next;

    /// <summary>Increases with each change, so that a reader can tell that its copy is still current.</summary>
    public long Count { get; private set; }

    /// <summary>Completes at the next change. If it is not used, a change costs one addition.</summary>
    public Task Next => (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Records that the state changed, or that a change was rolled back.</summary>
    public void Mark()
    {
        Count++;
        _next?.SetResult();
        _next = null;
    }
}
