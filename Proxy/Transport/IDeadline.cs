namespace BotBottle.Proxy.Transport;

/// <summary>A wait with a deadline, watched by <see cref="DeadlineClock"/>.</summary>
internal interface IDeadline
{
    /// <summary>The end of the wait, in milliseconds of <see cref="DeadlineClock.Now"/>; <see cref="long.MaxValue"/> for never.</summary>
    long Deadline { get; }

    /// <summary>Called once for each deadline that has passed, on the clock's thread. It must not block.</summary>
    void Expire();
}
