namespace BotBottle.Tests;

/// <summary>
/// A clock that stands still until a test moves it. Its timers fire on the thread that moves it, each at its own time, and on no other: code under test reads
/// the clock under its locks. A timestamp begins at 0 and counts four ticks, so code that mixes up the two units, or takes 0 for "never", fails.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    private const int TicksPerStep = 4; // milliseconds stay exact

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;
    private TimeSpan _setBy;

    /// <summary>The first time of the wall clock.</summary>
    public DateTimeOffset Start { get; init; } = DateTimeOffset.UtcNow;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond / TicksPerStep;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return Start + _setBy + _elapsed;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks / TicksPerStep;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass. Timers that come due meanwhile fire in their order, and see their own time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_lock)
        {
            end = _elapsed + by;
        }

        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Lets a long time pass at once: each timer that comes due meanwhile fires a single time, at the end.</summary>
    public void Skip(TimeSpan by)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _elapsed += by;
            due = [.. _timers.Where(timer => timer.Due <= _elapsed).OrderBy(timer => timer.Due)];
            foreach (ManualTimer timer in due)
            {
                timer.Rearm();
            }
        }

        foreach (ManualTimer timer in due)
        {
            timer.Fire();
        }
    }

    /// <summary>Sets the wall clock forward or back. No time passes: timers and timestamps stay as they are.</summary>
    public void Set(DateTimeOffset now)
    {
        lock (_lock)
        {
            _setBy = now - Start - _elapsed;
        }
    }

    // The next timer up to the end, at whose time the clock stands then; null at the end.
    private ManualTimer? TakeDue(TimeSpan end)
    {
        lock (_lock)
        {
            ManualTimer? next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            TimeSpan at = next?.Due ?? end;
            _elapsed = at > _elapsed ? at : _elapsed;
            next?.Rearm();
            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        private TimeSpan _period;
        private bool _disposed;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (!_disposed && dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._elapsed + dueTime;
                    time._timers.Add(this);
                }

                _period = period;
                return !_disposed;
            }
        }

        /// <summary>Sets the next time of a timer with a period, and forgets one without. The caller holds the lock.</summary>
        public void Rearm()
        {
            if (_period > TimeSpan.Zero)
            {
                Due = time._elapsed + _period;
            }
            else
            {
                time._timers.Remove(this);
            }
        }

        public void Fire() => fire();

        public void Dispose()
        {
            lock (time._lock)
            {
                _disposed = true;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
