namespace BotBottle.Proxy.Client;

/// <summary>What came of waiting for a head.</summary>
internal enum HeadStatus
{
    /// <summary>It is there.</summary>
    Done,

    /// <summary>It is there, and its response must not be given on: it holds the credential that went into the request, or is coded so that nobody can
    /// tell.</summary>
    Withheld,

    /// <summary>It is there, and belongs to a request that nobody has let through yet: an upstream that began before it had all of it gives nothing
    /// away.</summary>
    TooEarly,

    /// <summary>It is malformed, or too large.</summary>
    Rejected,

    /// <summary>The peer ended or broke the connection without a byte of it.</summary>
    Absent,

    /// <summary>The peer ended or broke the connection in the middle of it.</summary>
    Truncated,
}
