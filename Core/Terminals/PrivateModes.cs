namespace BotBottle.Core.Terminals;

/// <summary>The private modes (CSI ? Ps h and l) that an agent may switch, and how a shell expects to find them.</summary>
internal static class PrivateModes
{
    /// <summary>Alternate screens: only the last clears and keeps the cursor itself.</summary>
    public const int OldAlternate = 47, ClearedAlternate = 1047, Alternate = 1049;

    /// <summary>Synchronized output: the screen stands still while it is on.</summary>
    public const int Synchronized = 2026;

    /// <summary>Lines are counted from the margin.</summary>
    public const int Origin = 6;

    /// <summary>Saves or restores the cursor.</summary>
    public const int Cursor = 1048;

    /// <summary>Each with its value in a shell. What is not here is dropped: 2 and 3 (VT52, 132 columns), 8 (key repeat), 1001 (waits for the program), 1034 to 1061
    /// (keyboards), 1046 (forbids the alternate screen), 5522 (clipboard).</summary>
    private static readonly (int Mode, bool Usual)[] Table =
    [
        (1, false), // application cursor keys
        (5, false), // the whole screen in reverse
        (Origin, false),
        (7, true), // wraps at the last column
        (9, false), (1000, false), (1002, false), (1003, false), // mouse: what is reported
        (1005, false), (1006, false), (1015, false), (1016, false), // mouse: how
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

    /// <summary>How many modes are kept track of.</summary>
    public static int Count => Table.Length;

    /// <summary>Where a mode stands in the table; -1 for none.</summary>
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

    /// <summary>How a shell expects it.</summary>
    public static bool Usual(int index) => Table[index].Usual;

    /// <summary>Whether terminals differ in what is usual: then it is not switched off that the agent did not switch on.</summary>
    public static bool IsUnknown(int mode) => mode is 12 or 1007;

    /// <summary>Whether the terminal sends something by itself while the mode is on.</summary>
    public static bool Reports(int index) => Table[index].Mode is 9 or 1000 or 1002 or 1003 or 1004 or 2031 or 2048;

    /// <summary>Whether a mode switches to another screen.</summary>
    public static bool IsScreen(int mode) => mode is OldAlternate or ClearedAlternate or Alternate;
}
