using System.Collections.Concurrent;

namespace BotBottle.Proxy.Transport;

/// <summary>
/// One coarse timer for all time-outs of the process. A connection that reads a thousand times a second only stores a number a thousand times and starts no
/// timer. Deadlines are accurate to one <see cref="Resolution"/>.
/// </summary>
internal sealed class DeadlineClock : IDisposable
{
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<IDeadline, byte> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private long _now;

    public DeadlineClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Tick(), null, Resolution, Resolution);
    }

    /// <summary>Milliseconds since the clock was created, as of the last tick.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>The time that is <paramref name="limit"/> from now, in the unit of <see cref="Now"/>; up to a tick late, never early.</summary>
    public long After(TimeSpan limit) => Now + (long)(limit + Resolution).TotalMilliseconds;

    public void Watch(IDeadline deadline) => _watched.TryAdd(deadline, 0);

    public void Forget(IDeadline deadline) => _watched.TryRemove(deadline, out _);

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        long now = (long)_time.GetElapsedTime(_start).TotalMilliseconds;
        Volatile.Write(ref _now, now);
        foreach (IDeadline deadline in _watched.Keys)
        {
            if (deadline.Deadline <= now && _watched.TryRemove(deadline, out _))
            {
                deadline.Expire();
            }
        }
    }
}

/// <summary>A wait with a deadline, watched by <see cref="DeadlineClock"/>.</summary>
internal interface IDeadline
{
    /// <summary>The end of the wait, in milliseconds of <see cref="DeadlineClock.Now"/>; <see cref="long.MaxValue"/> for never.</summary>
    long Deadline { get; }

    /// <summary>Called once for each deadline that has passed, on the clock's thread. It must not block.</summary>
    void Expire();
}
