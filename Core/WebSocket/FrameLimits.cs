namespace BotBottle.Core.WebSocket;

/// <summary>Size limits of a sender's frames and messages.</summary>
/// <param name="Frame">Maximum length of a frame's payload in bytes.</param>
/// <param name="Message">Maximum length of a message, over all its fragments, in bytes.</param>
public sealed record FrameLimits(long Frame, long Message)
{
    /// <summary>Maximum length of a control frame's payload (RFC 6455 section 5.5).</summary>
    public const int Control = 125;
}
