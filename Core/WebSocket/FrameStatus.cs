namespace BotBottle.Core.WebSocket;

/// <summary>What <see cref="FrameReader.Read"/> found.</summary>
public enum FrameStatus
{
    /// <summary>Nothing yet: more bytes are needed.</summary>
    NeedMore,

    /// <summary>The next bytes of a message, in clear.</summary>
    Data,

    /// <summary>A whole ping, pong or close: <see cref="FrameReader.ControlOpcode"/> and <see cref="FrameReader.ControlPayload"/>.</summary>
    Control,

    /// <summary>The sender has sent its close frame before; nothing after it is looked at (RFC 6455 section 5.5.1).</summary>
    Closed,

    /// <summary>The bytes break the protocol: <see cref="FrameReader.Fault"/>. Nothing after them is looked at.</summary>
    Rejected,
}
