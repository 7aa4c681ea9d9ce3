namespace BotBottle.Dashboard.Terminal;

/// <summary>Capabilities of a terminal.</summary>
[Flags]
internal enum TerminalLook
{
    /// <summary>Bold, dim and inverted text without colours.</summary>
    None = 0,

    /// <summary>Colours.</summary>
    Colours = 1,

    /// <summary>ASCII only, because the locale is not UTF-8.</summary>
    Ascii = 2,

    /// <summary>Text without control sequences.</summary>
    Plain = 4,
}
