using BotBottle.Core.Http1;

namespace BotBottle.Proxy.Client;

/// <summary>The result of waiting for a head.</summary>
internal enum HeadStatus
{
    /// <summary>The head is complete.</summary>
    Done,

    /// <summary>
    /// The head is complete, but its response must not be forwarded: it contains the credential that the proxy put into the request, or has a coding that
    /// cannot be searched.
    /// </summary>
    Withheld,

    /// <summary>
    /// The head is complete, but the request has not been admitted yet. The response of an upstream that responds before it has the whole request is not
    /// forwarded.
    /// </summary>
    TooEarly,

    /// <summary>The head is malformed or too large.</summary>
    Rejected,

    /// <summary>The connection ended or broke before the first byte of the head.</summary>
    Absent,

    /// <summary>The connection ended or broke within the head.</summary>
    Truncated,
}

/// <summary>Conversion of a parser's result.</summary>
internal static class HeadStatuses
{
    /// <summary>The status of a head of which no more is read.</summary>
    public static HeadStatus ToHeadStatus(this ParseStatus status) => status switch
    {
        ParseStatus.Done => HeadStatus.Done,
        ParseStatus.Rejected => HeadStatus.Rejected,
        _ => HeadStatus.Truncated,
    };
}
