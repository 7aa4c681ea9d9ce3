namespace BotBottle.Core.WebSocket;

/// <summary>How much a sender may put into one frame and one message.</summary>
/// <param name="Frame">The longest payload of a frame, in bytes.</param>
/// <param name="Message">The longest message, over all its fragments, in bytes.</param>
public sealed record FrameLimits(long Frame, long Message)
{
    /// <summary>The longest payload of a control frame (RFC 6455 section 5.5).</summary>
    public const int Control = 125;
}
