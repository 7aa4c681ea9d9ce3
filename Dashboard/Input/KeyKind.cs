namespace BotBottle.Dashboard.Input;

/// <summary>Kind of a pressed key.</summary>
internal enum KeyKind
{
    /// <summary>A printable character.</summary>
    Text,

    /// <summary>Ctrl and a letter.</summary>
    Control,

    /// <summary>Pasted text (bracketed paste), never a command.</summary>
    Paste,

    /// <summary>Enter.</summary>
    Enter,

    /// <summary>Escape.</summary>
    Escape,

    /// <summary>Tab.</summary>
    Tab,

    /// <summary>Backspace.</summary>
    Backspace,

    /// <summary>Cursor up.</summary>
    Up,

    /// <summary>Cursor down.</summary>
    Down,

    /// <summary>Cursor left.</summary>
    Left,

    /// <summary>Cursor right.</summary>
    Right,

    /// <summary>Page up.</summary>
    PageUp,

    /// <summary>Page down.</summary>
    PageDown,

    /// <summary>Home.</summary>
    Home,

    /// <summary>End.</summary>
    End,

    /// <summary>The main button of the mouse went down.</summary>
    Click,

    /// <summary>The main button of the mouse came up.</summary>
    Release,

    /// <summary>The mouse's wheel turned up.</summary>
    WheelUp,

    /// <summary>The mouse's wheel turned down.</summary>
    WheelDown,

    /// <summary>A key without a function here.</summary>
    Unknown,
}
