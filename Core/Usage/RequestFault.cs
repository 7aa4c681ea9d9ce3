namespace BotBottle.Core.Usage;

/// <summary>Why the facts of a request are not (all) known. The first that is found is told.</summary>
public enum RequestFault
{
    /// <summary>All facts are known.</summary>
    None,

    /// <summary>The body's content coding cannot be undone, is corrupt, or grows beyond its limit: nothing is known.</summary>
    Encoded,

    /// <summary>The body is no JSON object, is cut off, or nests deeper than is followed: nothing is sure.</summary>
    NotJson,

    /// <summary>A key that decides about cost is there twice, is written with an escape, or in another letter case: two parsers may read two requests. To be refused.</summary>
    AmbiguousKey,

    /// <summary>A key that decides about cost has a value of the wrong type or out of range. To be refused.</summary>
    BadValue,
}
