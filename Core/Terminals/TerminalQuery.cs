namespace BotBottle.Core.Terminals;

/// <summary>Queries to a terminal whose replies have a fixed form, without text that the agent chooses.</summary>
public enum TerminalQuery
{
    /// <summary>CSI 5 n: device status.</summary>
    Status,

    /// <summary>CSI 6 n, CSI ? 6 n: cursor position.</summary>
    Cursor,

    /// <summary>CSI c: primary device attributes.</summary>
    Attributes,

    /// <summary>CSI &gt; c: secondary device attributes.</summary>
    Secondary,

    /// <summary>CSI &gt; q: name and version.</summary>
    Version,

    /// <summary>CSI [?] Ps $ p: state of a mode.</summary>
    Mode,

    /// <summary>CSI ? u: flags of the kitty keyboard protocol.</summary>
    Keyboard,

    /// <summary>CSI ? 4 m: modifyOtherKeys.</summary>
    Modifiers,

    /// <summary>CSI 14, 16 or 18 t: sizes.</summary>
    Size,

    /// <summary>CSI ? 996 n: dark or light scheme.</summary>
    Scheme,

    /// <summary>OSC 4, 10, 11, 12, 17 or 19 with a question mark: a colour.</summary>
    Colour,
}
