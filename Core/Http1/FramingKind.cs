namespace BotBottle.Core.Http1;

/// <summary>How the end of a message's content is found (RFC 9112 section 6.3).</summary>
public enum FramingKind
{
    /// <summary>There is no content.</summary>
    None,

    /// <summary>A known number of bytes.</summary>
    Length,

    /// <summary>The chunked transfer coding.</summary>
    Chunked,

    /// <summary>Everything up to the end of the connection. Responses only.</summary>
    UntilClose,
}
