namespace BotBottle.Core.WebSocket;

/// <summary>The codes of close frames (RFC 6455 section 7.4.1 and the IANA registry).</summary>
public static class CloseCode
{
    /// <summary>The normal end.</summary>
    public const int Normal = 1000;

    /// <summary>The endpoint goes away.</summary>
    public const int GoingAway = 1001;

    /// <summary>The peer broke the protocol.</summary>
    public const int ProtocolError = 1002;

    /// <summary>The type of message is not supported.</summary>
    public const int UnsupportedData = 1003;

    /// <summary>Text that is not UTF-8.</summary>
    public const int InvalidPayload = 1007;

    /// <summary>The message violates a policy.</summary>
    public const int PolicyViolation = 1008;

    /// <summary>The message is too big.</summary>
    public const int MessageTooBig = 1009;

    /// <summary>An internal error.</summary>
    public const int Internal = 1011;

    /// <summary>True if a close frame may carry the code: 1005, 1006 and 1015 are reserved for the absence of one.</summary>
    public static bool MaySend(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    /// <summary>The code for a fault.</summary>
    public static int Of(FrameFault fault) => fault switch
    {
        FrameFault.InvalidText => InvalidPayload,
        FrameFault.TooBig => MessageTooBig,
        _ => ProtocolError,
    };
}
