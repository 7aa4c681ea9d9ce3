namespace BotBottle.Core.Usage;

/// <summary>A client's message on a WebSocket of the Responses API.</summary>
/// <param name="Kind">The kind of message.</param>
/// <param name="Lane">Its <c>stream_id</c>; null for none.</param>
/// <param name="Previous">The earlier response that it continues; null for none.</param>
/// <param name="Facts">The cost facts of a create. Their fault also reports an ambiguous type or lane.</param>
public sealed record ResponsesRequest(ResponsesRequestKind Kind, string? Lane, string? Previous, RequestFacts Facts);

/// <summary>Kind of a client's message on a WebSocket of the Responses API.</summary>
public enum ResponsesRequestKind
{
    /// <summary>Unknown, or no JSON object. Its spending is unknown.</summary>
    Unknown,

    /// <summary><c>response.create</c>: a model call.</summary>
    Create,

    /// <summary><c>response.cancel</c> and <c>response.processed</c>: they end or acknowledge an admitted call.</summary>
    Free,
}
