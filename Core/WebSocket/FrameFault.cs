namespace BotBottle.Core.WebSocket;

/// <summary>How frames break the protocol; <see cref="CloseCode.Of"/> says with which code that is answered.</summary>
public enum FrameFault
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>A reserved bit is set: no extension was agreed on (section 5.2), so that a compressed message is one of these.</summary>
    ReservedBits,

    /// <summary>The opcode is none that RFC 6455 defines.</summary>
    ReservedOpcode,

    /// <summary>A client's frame without a mask, or a server's with one (section 5.1).</summary>
    WrongMasking,

    /// <summary>A control frame that is not final (section 5.5).</summary>
    FragmentedControl,

    /// <summary>A control frame of more than 125 bytes (section 5.5).</summary>
    ControlTooLong,

    /// <summary>A length that is not in its shortest form, or has its highest bit set (section 5.2).</summary>
    InvalidLength,

    /// <summary>A continuation where no message has begun (section 5.4).</summary>
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
