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

/// <summary>Bounds on what a chunked body carries beside its content. All of it is parsed and thrown away, so that the bounds only have to hold real senders.</summary>
internal static class ChunkLimits
{
    /// <summary>The bytes of one chunk's extensions.</summary>
    public const int ExtensionBytesPerChunk = 256;

    /// <summary>The bytes of all chunk extensions of one body.</summary>
    public const int ExtensionBytesPerBody = 16 * 1024;

    /// <summary>The bytes of the trailer section.</summary>
    public const int TrailerBytes = 8 * 1024;

    /// <summary>The number of trailer fields.</summary>
    public const int TrailerFields = 64;
}
