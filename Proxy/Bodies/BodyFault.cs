namespace BotBottle.Proxy.Bodies;

/// <summary>Why a body did not come whole.</summary>
internal enum BodyFault
{
    /// <summary>It did, or still may.</summary>
    None,

    /// <summary>The peer ended the connection before the body's end.</summary>
    Truncated,

    /// <summary>The connection broke.</summary>
    Broken,

    /// <summary>The chunked coding is malformed.</summary>
    Malformed,

    /// <summary>We stopped reading.</summary>
    Stopped,
}
