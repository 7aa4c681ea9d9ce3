namespace BotBottle.Proxy.WebSockets;

/// <summary>What a gate says of a piece of a message.</summary>
/// <param name="Action">What becomes of it.</param>
/// <param name="CloseCode">With which code the WebSocket ends, where it does.</param>
/// <param name="Reason">Why, for a person.</param>
internal readonly record struct GateVerdict(GateAction Action, int CloseCode = 0, string Reason = "")
{
    public static GateVerdict Forward => new(GateAction.Forward);

    public static GateVerdict Withhold => new(GateAction.Withhold);

    public static GateVerdict End(int closeCode, string reason) => new(GateAction.End, closeCode, reason);
}

/// <summary>What becomes of a piece of a message.</summary>
internal enum GateAction
{
    /// <summary>It goes on as it is.</summary>
    Forward,

    /// <summary>It does not: the gate keeps it, or answers it itself.</summary>
    Withhold,

    /// <summary>The WebSocket ends.</summary>
    End,
}

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
