namespace BotBottle.Core.Http1;

/// <summary>State of a body at the end of the connection.</summary>
public enum BodyEnd
{
    /// <summary>The body is complete.</summary>
    Complete,

    /// <summary>The connection ended before the body. The other side must be aborted, so that a truncated body does not look complete.</summary>
    Truncated,
}

/// <summary>Result of one step through a body.</summary>
public enum BodyStatus
{
    /// <summary>The input is consumed and held no content; more bytes are needed.</summary>
    NeedMore,

    /// <summary>A slice of content. Call again with the bytes after it.</summary>
    Content,

    /// <summary>The body is complete. The unconsumed bytes belong to the next message.</summary>
    Done,

    /// <summary>The body is refused; the connection cannot be used for another message.</summary>
    Rejected,
}

/// <summary>Rule that delimits a message's content (RFC 9112 section 6.3).</summary>
public enum FramingKind
{
    /// <summary>No content.</summary>
    None,

    /// <summary>A known number of bytes.</summary>
    Length,

    /// <summary>The chunked transfer coding.</summary>
    Chunked,

    /// <summary>All bytes until the connection ends. Responses only.</summary>
    UntilClose,
}

/// <summary>Result of a parser.</summary>
public enum ParseStatus
{
    /// <summary>The bytes are valid so far and none is consumed. Call again with the same bytes and more.</summary>
    NeedMore,

    /// <summary>The element is parsed and consumed.</summary>
    Done,

    /// <summary>The bytes are refused, with a <see cref="RejectionReason"/>. The connection cannot be used for another message: never resynchronise.</summary>
    Rejected,
}
