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
