namespace BotBottle.Core.Terminals;

/// <summary>
/// Decides which control sequences (CSI) pass. All others are dropped: those that print, resize, move windows, lock keys or report the screen's content.
/// </summary>
internal static class ControlRules
{
    /// <summary>Judges one sequence and records its changes. <see cref="TerminalState.SwitchModes"/> handles private modes.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="state">The terminal in the agent's state.</param>
    public static Ruling Judge(in ControlSequence sequence, TerminalState state) => (sequence.Prefix, sequence.Intermediate) switch
    {
        (0, 0) => Plain(sequence, state),
        ((byte)'?', 0) => Private(sequence, state),
        ((byte)'>', 0) => Greater(sequence, state),
        ((byte)'<', 0) => sequence.Final == 'u' && sequence.Count == 1 && state.Keyboard.Pop(sequence.Parameter(0, 1)) ? Ruling.Screen : Ruling.Drop,
        ((byte)'=', 0) => sequence.Final == 'u' && sequence.Count <= 2 && state.Keyboard.Set(sequence.Parameter(0, 0), sequence.Parameter(1, 1))
            ? Ruling.Screen : Ruling.Drop,
        (0, _) => Intermediate(sequence, state),
        ((byte)'?', (byte)'$') => sequence.Final == 'p' && sequence.Count == 1 ? state.Asked(TerminalQuery.Mode) : Ruling.Drop,
        _ => Ruling.Drop,
    };

    private static Ruling Plain(in ControlSequence sequence, TerminalState state)
    {
        switch ((char)sequence.Final)
        {
            case 'm':
                state.Attributes.Follow(sequence);
                return Ruling.Text;
            case 's' when sequence.IsBare:
                state.CursorSaved();
                return Ruling.Screen;
            case 'u' when sequence.IsBare:
                state.CursorRestored();
                return Ruling.Screen;
            case 'A' or 'B' or 'C' or 'D' or 'E' or 'F' or 'G' or 'H' or 'J' or 'd' or 'f' or 'a' or 'e' or '`':
                state.Drawn = true;
                return Ruling.Screen;
            case '@' or 'I' or 'K' or 'L' or 'M' or 'P' or 'S' or 'X' or 'Z' or 'b':
                return Ruling.Screen;
            case 'T':
                return sequence.Count == 1 ? Ruling.Screen : Ruling.Drop; // with five parameters it is mouse highlighting, which waits for the program
            case 'g':
                state.TabsMoved = true;
                return Ruling.Screen;
            case 'r':
                state.Margins = System.Text.Encoding.ASCII.GetString(sequence.Parameters);
                return Ruling.Screen;
            case 's':
                state.SideMargins = System.Text.Encoding.ASCII.GetString(sequence.Parameters);
                return Ruling.Screen;
            case 'h' or 'l':
                return sequence.Count == 1 && state.SwitchAnsi(sequence.Parameter(0, 0), sequence.Final == 'h') ? Ruling.Screen : Ruling.Drop;
            case 'n':
                return sequence.Parameter(0, 0) switch
                {
                    5 when sequence.Count == 1 => state.Asked(TerminalQuery.Status),
                    6 when sequence.Count == 1 => state.Asked(TerminalQuery.Cursor),
                    _ => Ruling.Drop,
                };
            case 'c':
                return sequence.Count == 1 && sequence.Parameter(0, 0) == 0 ? state.Asked(TerminalQuery.Attributes) : Ruling.Drop;
            case 't':
                return Window(sequence, state);
            default:
                return Ruling.Drop;
        }
    }

    /// <summary>Sizes may be requested, and the title saved and restored. Moving, resizing and reports of titles are dropped.</summary>
    private static Ruling Window(in ControlSequence sequence, TerminalState state) => sequence.Parameter(0, 0) switch
    {
        14 or 16 or 18 => sequence.Count == 1 ? state.Asked(TerminalQuery.Size) : Ruling.Drop,
        22 => IsTitle(sequence) ? state.Commands.TitlePushed() : Ruling.Drop,
        23 => IsTitle(sequence) ? state.Commands.TitlePopped() : Ruling.Drop,
        _ => Ruling.Drop,
    };

    /// <summary>A third parameter would be a place in the middle of the stack, which holds the operator's titles.</summary>
    private static bool IsTitle(in ControlSequence sequence) => sequence.Count <= 3 && sequence.Parameter(1, 0) <= 2 && sequence.Parameter(2, 0) == 0;

    private static Ruling Private(in ControlSequence sequence, TerminalState state)
    {
        switch ((char)sequence.Final)
        {
            case 'J' or 'K':
                return Ruling.Screen;
            case 'n':
                return sequence.Parameter(0, 0) switch
                {
                    6 when sequence.Count == 1 => state.Asked(TerminalQuery.Cursor),
                    996 when sequence.Count == 1 => state.Asked(TerminalQuery.Scheme),
                    _ => Ruling.Drop,
                };
            case 'u':
                return sequence.IsBare ? state.Asked(TerminalQuery.Keyboard) : Ruling.Drop;
            case 'm' when sequence.Count == 1 && sequence.Parameter(0, 0) == 4:
                state.Attributes.Doubt(); // some terminals underline
                return state.Asked(TerminalQuery.Modifiers);
            case 'W' when sequence.Parameter(0, 0) == 5 && sequence.Count == 1:
                state.TabsMoved = false;
                return Ruling.Screen;
            default:
                return Ruling.Drop;
        }
    }

    private static Ruling Greater(in ControlSequence sequence, TerminalState state)
    {
        switch ((char)sequence.Final)
        {
            case 'u':
                return sequence.Count == 1 && state.Keyboard.Push(sequence.Parameter(0, 0)) ? Ruling.Screen : Ruling.Drop;
            case 'm' when sequence.Parameter(0, 0) == 4 && sequence.Count <= 2:
                state.OtherKeys = sequence.Parameter(1, -1) is >= 0 and var value ? value : null;
                state.Attributes.Doubt(); // some terminals underline
                return Ruling.Screen;
            case 'n' when sequence.Parameter(0, 0) == 4 && sequence.Count == 1:
                state.OtherKeys = 0;
                return Ruling.Screen;
            case 'q':
                return sequence.Parameter(0, 0) == 0 && sequence.Count == 1 ? state.Asked(TerminalQuery.Version) : Ruling.Drop;
            case 'c':
                return sequence.Parameter(0, 0) == 0 && sequence.Count == 1 ? state.Asked(TerminalQuery.Secondary) : Ruling.Drop;
            default:
                return Ruling.Drop;
        }
    }

    private static Ruling Intermediate(in ControlSequence sequence, TerminalState state)
    {
        switch ((char)sequence.Intermediate, (char)sequence.Final)
        {
            case (' ', 'q') when sequence.Count == 1:
                state.CursorShape = sequence.Parameter(0, 0);
                return Ruling.Screen;
            case ('#', '}'):
                state.Attributes.Doubt(); // the pushed attributes are unknown
                return Ruling.Screen;
            case (' ', '@' or 'A') or ('\'', '}' or '~') or ('$', 'r' or 't' or 'v' or 'x' or 'z' or '{') or ('*', 'x') or ('#', '{'):
                return Ruling.Screen; // columns and rectangles: they draw
            case ('!', 'p') when sequence.IsBare:
                state.SoftReset();
                return Ruling.Screen;
            case ('$', 'p') when sequence.Count == 1:
                return state.Asked(TerminalQuery.Mode);
            default:
                return Ruling.Drop;
        }
    }
}
