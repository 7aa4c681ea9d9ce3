namespace BotBottle.Proxy.Bodies;

/// <summary>The limits on a slow body.</summary>
/// <param name="Grace">The time for which the sender may pause or stay below the minimum rate (<see cref="Transport.RateAllowance"/>), at places where more
/// bytes must follow.</param>
/// <param name="Pause">The time for which the sender may pause at places where more bytes need not follow: between two chunks, and in a body that ends with its
/// connection. If null, the minimum rate applies there as well.</param>
internal sealed record BodyPace(TimeSpan Grace, TimeSpan? Pause)
{
    /// <summary>The pace of requests: a client has its whole request and sends it.</summary>
    public static BodyPace OfRequests { get; } = new(TimeSpan.FromSeconds(30), null);

    /// <summary>
    /// The pace of responses: a model may send nothing for minutes, or a comment of a few bytes every 15 seconds. Official clients wait ten minutes. A sender
    /// that states the length of the body or of a chunk has all of it.
    /// </summary>
    public static BodyPace OfAnswers { get; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15));
}
