namespace BotBottle.Proxy.Bodies;

/// <summary>How slowly a body may come.</summary>
/// <param name="Grace">How long its sender may stop, or drip below the minimum rate (<see cref="Transport.RateAllowance"/>), where more is known to
/// come.</param>
/// <param name="Pause">
/// How long it may stop where nothing says that more is on its way: between two chunks, and where the end is the connection's. Null where the
/// rate holds there as well.
/// </param>
internal sealed record BodyPace(TimeSpan Grace, TimeSpan? Pause)
{
    /// <summary>A client has its request, and sends it.</summary>
    public static BodyPace OfRequests { get; } = new(TimeSpan.FromSeconds(30), null);

    /// <summary>
    /// Models think for minutes without a byte, or send a comment of a few bytes a quarter of a minute: official clients wait ten minutes. A length, of the
    /// body or of a chunk, is only known to who has all of it.
    /// </summary>
    public static BodyPace OfAnswers { get; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15));
}
