namespace BotBottle.Core.Terminals;

/// <summary>Decides which short sequences pass: ESC, intermediate bytes, a final byte.</summary>
internal static class EscapeRules
{
    /// <summary>Judges one sequence and records its changes.</summary>
    /// <param name="text">The text from ESC to the final byte.</param>
    /// <param name="state">The terminal in the agent's state.</param>
    public static Ruling Judge(ReadOnlySpan<byte> text, TerminalState state)
    {
        switch (text)
        {
            case [_, (byte)'7']:
                state.CursorSaved();
                return Ruling.Screen;
            case [_, (byte)'8']:
                state.CursorRestored();
                return Ruling.Screen;
            case [_, (byte)'D' or (byte)'E' or (byte)'M' or (byte)'N' or (byte)'O' or (byte)'6' or (byte)'9']:
                return Ruling.Screen;
            case [_, (byte)'H']:
                state.TabsMoved = true;
                return Ruling.Screen;
            case [_, (byte)'=' or (byte)'>']:
                state.Keypad = text[1] == '=';
                return Ruling.Screen;
            case [_, (byte)'n' or (byte)'o']:
                state.Sets.Shift(true);
                return Ruling.Screen;
            case [_, (byte)'c']:
                state.Reset();
                return Ruling.Screen;
            case [_, (byte)'#', (>= (byte)'3' and <= (byte)'6') or (byte)'8']:
                return Ruling.Screen;
            case [_, (byte)'(' or (byte)')' or (byte)'*' or (byte)'+', (byte)'0' or (byte)'1' or (byte)'2' or (byte)'A' or (byte)'B' or (byte)'U' or (byte)'K']:
                state.Sets.Designate(text[1], text[2]);
                return Ruling.Screen;
            default:
                return Ruling.Drop; // also ESC % @ and ESC SP G, which leave UTF-8, and ESC Z, l and m
        }
    }
}
