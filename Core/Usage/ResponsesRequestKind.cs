namespace BotBottle.Core.Usage;

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
