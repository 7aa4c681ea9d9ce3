namespace BotBottle.Proxy.Reports;

/// <summary>Growing pauses between endless retries: 100 ms, doubled up to 5 s.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = Shortest;

    public void Reset() => _next = Shortest;

    public async Task PauseAsync(CancellationToken cancel)
    {
        TimeSpan pause = _next;
        _next = pause * 2 < Longest ? pause * 2 : Longest;
        await Task.Delay(pause, time, cancel).ConfigureAwait(false);
    }

    /// <summary>Pauses as <see cref="PauseAsync"/> does, and returns without an exception when the caller's loop is stopped.</summary>
    public async Task PauseUnlessStoppedAsync(CancellationToken stop)
    {
        try
        {
            await PauseAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }
}
