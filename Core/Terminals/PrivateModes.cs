namespace BotBottle.Core.Terminals;

/// <summary>The private modes (CSI ? Ps h and l) that an agent may switch, with the values that a shell expects.</summary>
internal static class PrivateModes
{
    /// <summary>The alternate screens; only the last one clears itself and saves the cursor.</summary>
    public const int OldAlternate = 47, ClearedAlternate = 1047, Alternate = 1049;

    /// <summary>Synchronized output: the screen does not change while it is on.</summary>
    public const int Synchronized = 2026;

    /// <summary>Lines count from the margin.</summary>
    public const int Origin = 6;

    /// <summary>Saves or restores the cursor.</summary>
    public const int Cursor = 1048;

    /// <summary>
    /// The modes with their value in a shell. All others are dropped: 2 and 3 (VT52, 132 columns), 8 (key repeat), 1001 (waits for the program), 1034 to 1061
    /// (keyboards), 1046 (forbids the alternate screen), 5522 (clipboard).
    /// </summary>
    private static readonly (int Mode, bool Usual)[] Table =
    [
        (1, false), // application cursor keys
        (5, false), // the whole screen in reverse
        (Origin, false),
        (7, true), // wraps at the last column
        (9, false), (1000, false), (1002, false), (1003, false), // mouse: the reported events
        (1005, false), (1006, false), (1015, false), (1016, false), // mouse: the report's format
        (12, false), // the cursor blinks
        (25, true), // the cursor shows
        (45, false), // a backspace goes to the line before
        (66, false), // application keypad
        (69, false), // left and right margins
        (1004, false), // focus is reported
        (1007, false), // the wheel sends cursor keys
        (2004, false), // bracketed paste
        (Synchronized, false),
        (2027, false), // characters of several code points
        (2031, false), // a change between dark and light is reported
        (2048, false), // a change of the size is reported
    ];

    /// <summary>The number of tracked modes.</summary>
    public static int Count => Table.Length;

    /// <summary>The index of a mode in the table; -1 for none.</summary>
    public static int IndexOf(int mode)
    {
        for (int index = 0; index < Table.Length; index++) // no lambda: it may allocate, for each sequence
        {
            if (Table[index].Mode == mode)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The number of a mode.</summary>
    public static int At(int index) => Table[index].Mode;

    /// <summary>The value in a shell.</summary>
    public static bool Usual(int index) => Table[index].Usual;

    /// <summary>True if terminals have different defaults. Then only the agent's own change is undone.</summary>
    public static bool IsUnknown(int mode) => mode is 12 or 1007;

    /// <summary>True if the terminal sends reports by itself while the mode is on.</summary>
    public static bool Reports(int index) => Table[index].Mode is 9 or 1000 or 1002 or 1003 or 1004 or 2031 or 2048;

    /// <summary>True if a mode switches to another screen.</summary>
    public static bool IsScreen(int mode) => mode is OldAlternate or ClearedAlternate or Alternate;
}
