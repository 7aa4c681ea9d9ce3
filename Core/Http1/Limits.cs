namespace BotBottle.Core.Http1;

/// <summary>
/// Size limits of a head. They apply while the head is incomplete, so that a head without an end is bounded too.
/// </summary>
/// <param name="StartLineBytes">Maximum length of the request or status line without its CRLF.</param>
/// <param name="FieldBytes">Maximum length of all field lines together, each with its CRLF.</param>
/// <param name="FieldCount">Maximum number of fields.</param>
public sealed record HeadLimits(int StartLineBytes, int FieldBytes, int FieldCount)
{
    /// <summary>The limits for requests: 8 KiB (RFC 9112 section 3 recommends at least 8,000 bytes), 32 KiB, 100 fields.</summary>
    public static HeadLimits Request { get; } = new(8 * 1024, 32 * 1024, 100);

    /// <summary>The limits for responses: 8 KiB, 64 KiB, 512 fields. Real upstreams send policies of 30 KiB and cookies in one field each.</summary>
    public static HeadLimits Response { get; } = new(8 * 1024, 64 * 1024, 512);
}

/// <summary>Limits of a chunked body's parts besides content. They are parsed and dropped, so the limits only need to fit real senders.</summary>
internal static class ChunkLimits
{
    /// <summary>Maximum length of one chunk's extensions in bytes.</summary>
    public const int ExtensionBytesPerChunk = 256;

    /// <summary>Maximum length of all chunk extensions of one body in bytes.</summary>
    public const int ExtensionBytesPerBody = 16 * 1024;

    /// <summary>Maximum length of the trailer section in bytes.</summary>
    public const int TrailerBytes = 8 * 1024;

    /// <summary>Maximum number of trailer fields.</summary>
    public const int TrailerFields = 64;
}
