namespace BotBottle.Core.Usage;

/// <summary>A client's message on a WebSocket of the Responses API.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Lane">Its <c>stream_id</c>; null where it has none.</param>
/// <param name="Previous">The response that it goes on from; null for none.</param>
/// <param name="Facts">What a create says about its cost; its fault also tells where the type or the lane can be read in two ways.</param>
public sealed record ResponsesRequest(ResponsesRequestKind Kind, string? Lane, string? Previous, RequestFacts Facts);

/// <summary>What a client's message on a WebSocket of the Responses API is.</summary>
public enum ResponsesRequestKind
{
    /// <summary>Not known, or not a JSON object: nobody knows what it would spend.</summary>
    Unknown,

    /// <summary><c>response.create</c>: a model call.</summary>
    Create,

    /// <summary><c>response.cancel</c> and <c>response.processed</c>: they end or acknowledge what was admitted before.</summary>
    Free,
}
