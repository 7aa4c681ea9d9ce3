namespace BotBottle.Proxy.WebSockets;

/// <summary>Why one direction of a WebSocket carries nothing more.</summary>
internal enum PumpEnd
{
    /// <summary>Its sender sent a close.</summary>
    Closed,

    /// <summary>Its sender is gone without one: ended, broken, too slow.</summary>
    Gone,

    /// <summary>Its sender broke the protocol, or the gate ended it: <see cref="FramePump.Close"/> is what it is told.</summary>
    Faulted,

    /// <summary>Its receiver takes no more, and nobody wants to see the rest.</summary>
    Unwanted,

    /// <summary>We stopped it.</summary>
    Stopped,
}
