namespace BotBottle.Proxy.Transport;

/// <summary>
/// How long a peer may keep us waiting: waiting uses the allowance up, bytes give it back at <see cref="BytesPerSecond"/>, never beyond the grace that it
/// began with. So a peer may stop for the grace, or be as slow as that rate for ever; whoever drips is cut off after the grace, however
/// regularly the drops fall. A mutable struct: keep it in a field.
/// </summary>
/// <param name="grace">What it begins with.</param>
internal struct RateAllowance(TimeSpan grace)
{
    /// <summary>Far below every real line and far above what keeps thousands of connections busy for nothing; servers of the kind use the same.</summary>
    public const int BytesPerSecond = 240;

    private const long TicksPerByte = TimeSpan.TicksPerSecond / BytesPerSecond;

    private readonly long _grace = grace.Ticks;
    private long _left = grace.Ticks;

    /// <summary>How long the next wait may be.</summary>
    public readonly TimeSpan Left => TimeSpan.FromTicks(_left);

    /// <summary>A wait is over.</summary>
    /// <param name="waited">Its length in milliseconds.</param>
    /// <param name="bytes">What came, or went, of it.</param>
    public void Spend(long waited, long bytes) =>
        _left = Math.Min(_grace, _left - (waited * TimeSpan.TicksPerMillisecond) + (Math.Min(bytes, _grace / TicksPerByte) * TicksPerByte));
}
