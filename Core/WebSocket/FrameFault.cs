namespace BotBottle.Core.WebSocket;

/// <summary>Protocol violation of a frame; <see cref="CloseCode.Of"/> has the close code for each.</summary>
public enum FrameFault
{
    /// <summary>No violation.</summary>
    None,

    /// <summary>A reserved bit is set. No extension is negotiated (section 5.2), so a compressed message is such a fault.</summary>
    ReservedBits,

    /// <summary>RFC 6455 does not define the opcode.</summary>
    ReservedOpcode,

    /// <summary>A client's frame without a mask, or a server's with one (section 5.1).</summary>
    WrongMasking,

    /// <summary>A control frame that is not final (section 5.5).</summary>
    FragmentedControl,

    /// <summary>A control frame of more than 125 bytes (section 5.5).</summary>
    ControlTooLong,

    /// <summary>A length that is not in its shortest form, or has its highest bit set (section 5.2).</summary>
    InvalidLength,

    /// <summary>A continuation without a started message (section 5.4).</summary>
    UnexpectedContinuation,

    /// <summary>A new message before the last one's final fragment (section 5.4).</summary>
    UnfinishedMessage,

    /// <summary>A close frame with one byte, or with a code that must not be sent (sections 5.5.1, 7.4).</summary>
    InvalidClose,

    /// <summary>Text, or the reason of a close, that is not UTF-8 (section 8.1).</summary>
    InvalidText,

    /// <summary>A frame or message above <see cref="FrameLimits"/>.</summary>
    TooBig,
}
