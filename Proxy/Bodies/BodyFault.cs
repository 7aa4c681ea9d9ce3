namespace BotBottle.Proxy.Bodies;

/// <summary>The reason why a body is incomplete.</summary>
internal enum BodyFault
{
    /// <summary>The body is complete, or may still become so.</summary>
    None,

    /// <summary>The peer ended the connection before the body's end.</summary>
    Truncated,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>The chunked coding is malformed.</summary>
    Malformed,

    /// <summary>The proxy stopped reading.</summary>
    Stopped,
}
