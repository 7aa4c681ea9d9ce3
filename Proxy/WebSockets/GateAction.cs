namespace BotBottle.Proxy.WebSockets;

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
