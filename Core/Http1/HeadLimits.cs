namespace BotBottle.Core.Http1;

/// <summary>
/// How large a head may be. Enforced while it is still incomplete, so that a peer that never ends it is bounded too.
/// </summary>
/// <param name="StartLineBytes">The request or status line without its CRLF.</param>
/// <param name="FieldBytes">All field lines together, each with its CRLF.</param>
/// <param name="FieldCount">The number of fields.</param>
public sealed record HeadLimits(int StartLineBytes, int FieldBytes, int FieldCount)
{
    /// <summary>For requests: 8 KiB (RFC 9112 section 3 asks for at least 8,000 bytes), 32 KiB, 100 fields.</summary>
    public static HeadLimits Request { get; } = new(8 * 1024, 32 * 1024, 100);

    /// <summary>For responses: as for requests, with room for 256 fields, since upstreams send more of them than agents do.</summary>
    public static HeadLimits Response { get; } = new(8 * 1024, 32 * 1024, 256);
}
