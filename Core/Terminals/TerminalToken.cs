namespace BotBottle.Core.Terminals;

/// <summary>Token of <see cref="SequenceReader"/>.</summary>
internal enum TerminalToken
{
    /// <summary>No complete token, or one that is not reported.</summary>
    None,

    /// <summary>Text, with tabs, line ends, bells and backspaces.</summary>
    Text,

    /// <summary>One control character that is not text.</summary>
    Control,

    /// <summary>ESC, intermediate bytes, a final byte.</summary>
    Escape,

    /// <summary>A control sequence (CSI), from ESC to its final byte.</summary>
    Sequence,

    /// <summary>An operating system command (OSC), from ESC to its terminator.</summary>
    Command,
}
