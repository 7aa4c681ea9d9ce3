namespace BotBottle.Core.Http1;

/// <summary>What a parser made of the bytes so far.</summary>
public enum ParseStatus
{
    /// <summary>Nothing wrong yet, and nothing consumed: call again with the same bytes and more behind them.</summary>
    NeedMore,

    /// <summary>The whole is parsed and consumed.</summary>
    Done,

    /// <summary>The bytes are refused, with a <see cref="RejectionReason"/>. The connection cannot be used for another message: never resynchronise.</summary>
    Rejected,
}
