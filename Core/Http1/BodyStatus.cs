namespace BotBottle.Core.Http1;

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
