namespace BotBottle.Proxy.Transport;

/// <summary>Something that must not wait for ever; see <see cref="DeadlineClock"/>.</summary>
internal interface IDeadline
{
    /// <summary>When the wait ends, in milliseconds of <see cref="DeadlineClock.Now"/>; <see cref="long.MaxValue"/> for never.</summary>
    long Deadline { get; }

    /// <summary>The deadline has passed. Called once for each, from the clock's thread: must not block.</summary>
    void Expire();
}
