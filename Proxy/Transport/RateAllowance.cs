namespace BotBottle.Proxy.Transport;

/// <summary>
/// The time for which a peer may keep the proxy waiting. Waiting uses the allowance up; bytes restore it at <see cref="BytesPerSecond"/>, up to the initial
/// grace. A peer may thus pause for the grace, or keep that minimum rate for ever; a slower one is cut off after the grace, however regularly its bytes arrive.
/// A mutable struct: keep it in a field.
/// </summary>
/// <param name="grace">The initial allowance.</param>
internal struct RateAllowance(TimeSpan grace)
{
    /// <summary>
    /// Far below the rate of any real line, and high enough that slow senders cannot keep thousands of connections open. Other servers use the same value.
    /// </summary>
    public const int BytesPerSecond = 240;

    private const long TicksPerByte = TimeSpan.TicksPerSecond / BytesPerSecond;

    private readonly long _grace = grace.Ticks;
    private long _left = grace.Ticks;

    /// <summary>The limit of the next wait.</summary>
    public readonly TimeSpan Left => TimeSpan.FromTicks(_left);

    /// <summary>Accounts for a wait that is over.</summary>
    /// <param name="waited">The length of the wait in milliseconds.</param>
    /// <param name="bytes">The number of bytes received or sent.</param>
    public void Spend(long waited, long bytes) =>
        _left = Math.Min(_grace, _left - (waited * TimeSpan.TicksPerMillisecond) + (Math.Min(bytes, _grace / TicksPerByte) * TicksPerByte));
}
