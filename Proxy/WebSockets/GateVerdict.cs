namespace BotBottle.Proxy.WebSockets;

/// <summary>A gate's decision on a piece of a message.</summary>
/// <param name="Action">The action.</param>
/// <param name="CloseCode">The close code if the WebSocket ends.</param>
/// <param name="Reason">The reason, for a person.</param>
internal readonly record struct GateVerdict(GateAction Action, int CloseCode = 0, string Reason = "")
{
    public static GateVerdict Forward => new(GateAction.Forward);

    public static GateVerdict Withhold => new(GateAction.Withhold);

    public static GateVerdict End(int closeCode, string reason) => new(GateAction.End, closeCode, reason);
}

/// <summary>The action for a piece of a message.</summary>
internal enum GateAction
{
    /// <summary>The piece is forwarded unchanged.</summary>
    Forward,

    /// <summary>The piece is not forwarded: the gate keeps it or responds itself.</summary>
    Withhold,

    /// <summary>The WebSocket ends.</summary>
    End,
}

/// <summary>The reason for the end of one direction of a WebSocket.</summary>
internal enum PumpEnd
{
    /// <summary>The sender sent a close.</summary>
    Closed,

    /// <summary>The sender is gone without a close: its connection ended, broke or was too slow.</summary>
    Gone,

    /// <summary>The sender broke the protocol, or the gate ended the direction. <see cref="FramePump.Close"/> has the close for the sender.</summary>
    Faulted,

    /// <summary>The receiver has stopped reading, and the rest is not needed.</summary>
    Unwanted,

    /// <summary>The proxy stopped it.</summary>
    Stopped,
}
