namespace BotBottle.Fuzz.References;

/// <summary>The differences between terminals: a mode that a terminal cannot reset stays set.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Resets">True if it supports ESC c and CSI ! p.</param>
/// <param name="OldScreens">True if it supports modes 47 and 1047.</param>
/// <param name="Parameters">The number of parameters that it keeps.</param>
/// <param name="ColonIsSemicolon">True if it treats a colon as a semicolon.</param>
/// <param name="IgnoresPrefix">True if it treats CSI &gt; m and CSI ? m as CSI m.</param>
/// <param name="ManyColours">True if it supports 38;5 and 38;2 in CSI m.</param>
internal sealed record TerminalDialect(string Name, bool Resets, bool OldScreens, int Parameters, bool ColonIsSemicolon, bool IgnoresPrefix, bool ManyColours)
{
    public static IReadOnlyList<TerminalDialect> All { get; } =
    [
        new("xterm", Resets: true, OldScreens: true, Parameters: 30, ColonIsSemicolon: false, IgnoresPrefix: false, ManyColours: true),
        new("simple", Resets: false, OldScreens: false, Parameters: 16, ColonIsSemicolon: true, IgnoresPrefix: true, ManyColours: false),
        new("mixed", Resets: false, OldScreens: true, Parameters: 16, ColonIsSemicolon: true, IgnoresPrefix: false, ManyColours: true),
    ];
}
