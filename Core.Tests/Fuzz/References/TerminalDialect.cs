namespace BotBottle.Fuzz.References;

/// <summary>In what terminals differ: what one of them does not know stays switched on there.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Resets">Whether it knows ESC c and CSI ! p.</param>
/// <param name="OldScreens">Whether it knows modes 47 and 1047.</param>
/// <param name="Parameters">How many parameters it keeps.</param>
/// <param name="ColonIsSemicolon">Whether it takes a colon for a semicolon.</param>
/// <param name="IgnoresPrefix">Whether it takes CSI &gt; m and CSI ? m for CSI m.</param>
/// <param name="ManyColours">Whether it knows 38;5 and 38;2 in CSI m.</param>
internal sealed record TerminalDialect(string Name, bool Resets, bool OldScreens, int Parameters, bool ColonIsSemicolon, bool IgnoresPrefix, bool ManyColours)
{
    public static IReadOnlyList<TerminalDialect> All { get; } =
    [
        new("xterm", Resets: true, OldScreens: true, Parameters: 30, ColonIsSemicolon: false, IgnoresPrefix: false, ManyColours: true),
        new("simple", Resets: false, OldScreens: false, Parameters: 16, ColonIsSemicolon: true, IgnoresPrefix: true, ManyColours: false),
        new("mixed", Resets: false, OldScreens: true, Parameters: 16, ColonIsSemicolon: true, IgnoresPrefix: false, ManyColours: true),
    ];
}
