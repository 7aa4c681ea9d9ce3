namespace BotBottle.Core.Http1;

/// <summary>What the end of the connection means for a body.</summary>
public enum BodyEnd
{
    /// <summary>The body is whole.</summary>
    Complete,

    /// <summary>The connection ended before the body did. It must not be passed on as if it were whole: abort the other side.</summary>
    Truncated,
}

/// <summary>What one step through a body gave.</summary>
public enum BodyStatus
{
    /// <summary>All that was given is consumed, without content: come back with more bytes.</summary>
    NeedMore,

    /// <summary>There is a slice of content; call again with what lies behind it.</summary>
    Content,

    /// <summary>The body is complete. What was not consumed belongs to the next message.</summary>
    Done,

    /// <summary>The body is refused; the connection cannot be used for another message.</summary>
    Rejected,
}

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

/// <summary>What a parser made of the bytes so far.</summary>
public enum ParseStatus
{
    /// <summary>Nothing wrong yet, and nothing consumed: call again with the same bytes and more behind them.</summary>
    NeedMore,

    /// <summary>The whole is parsed and consumed.</summary>
    Done,

    /// <summary>The bytes are refused, with a <see cref="RejectionReason"/>. The connection cannot be used for another message: never resynchronise.</summary>
    Rejected,
}
