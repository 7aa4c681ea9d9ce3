namespace BotBottle.Core.Usage;

/// <summary>Reason for unknown facts of a request. The first one found is reported.</summary>
public enum RequestFault
{
    /// <summary>All facts are known.</summary>
    None,

    /// <summary>The body's content coding is unsupported or corrupt, or the body grows beyond its limit. No fact is known.</summary>
    Encoded,

    /// <summary>The body is no JSON object, is cut off, or nests too deep. No fact is certain.</summary>
    NotJson,

    /// <summary>
    /// A key that affects the cost is given twice, with an escape or in another letter case, so that parsers may read different requests. The request is
    /// refused.
    /// </summary>
    AmbiguousKey,

    /// <summary>A key that affects the cost has a value of the wrong type or out of range. The request is refused.</summary>
    BadValue,
}
