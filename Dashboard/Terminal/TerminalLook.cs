namespace BotBottle.Dashboard.Terminal;

/// <summary>What a terminal can show.</summary>
[Flags]
internal enum TerminalLook
{
    /// <summary>Bold, dim and inverted, no colours.</summary>
    None = 0,

    /// <summary>Colours too.</summary>
    Colours = 1,

    /// <summary>Its locale is not UTF-8: ASCII alone.</summary>
    Ascii = 2,

    /// <summary>Text alone, without any control sequence.</summary>
    Plain = 4,
}
