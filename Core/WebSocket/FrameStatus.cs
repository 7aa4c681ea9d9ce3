namespace BotBottle.Core.WebSocket;

/// <summary>Result of <see cref="FrameReader.Read"/>.</summary>
public enum FrameStatus
{
    /// <summary>More bytes are needed.</summary>
    NeedMore,

    /// <summary>The next bytes of a message, unmasked.</summary>
    Data,

    /// <summary>A whole ping, pong or close: <see cref="FrameReader.ControlOpcode"/> and <see cref="FrameReader.ControlPayload"/>.</summary>
    Control,

    /// <summary>The sender has already sent its close frame; the reader ignores all later bytes (RFC 6455 section 5.5.1).</summary>
    Closed,

    /// <summary>The bytes break the protocol: <see cref="FrameReader.Fault"/>. The reader ignores all later bytes.</summary>
    Rejected,
}
