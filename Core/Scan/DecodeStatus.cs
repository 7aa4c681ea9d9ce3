namespace BotBottle.Core.Scan;

/// <summary>How a <see cref="ContentDecoder"/> stands.</summary>
public enum DecodeStatus
{
    /// <summary>All that was given is decoded; more may come.</summary>
    Open,

    /// <summary>The coded data is not of its coding.</summary>
    Corrupt,

    /// <summary>The output is larger than <see cref="DecodeLimits"/> allow.</summary>
    TooLarge,
}
