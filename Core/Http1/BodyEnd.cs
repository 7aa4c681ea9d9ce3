namespace BotBottle.Core.Http1;

/// <summary>What the end of the connection means for a body.</summary>
public enum BodyEnd
{
    /// <summary>The body is whole.</summary>
    Complete,

    /// <summary>The connection ended before the body did. It must not be passed on as if it were whole: abort the other side.</summary>
    Truncated,
}
