using System.Buffers;

namespace BotBottle.Core.Terminals;

/// <summary>
/// Decides which operating system commands (OSC) pass. All others are dropped: clipboards, fonts, files, folders, prompt marks, and unknown ones.
/// </summary>
internal static class CommandRules
{
    private const int MaxTitle = 512;

    private static readonly SearchValues<byte> ColourCharacters =
        SearchValues.Create("#/:.,% 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
    private static readonly SearchValues<byte> ListCharacters = SearchValues.Create("0123456789;"u8);
    private static readonly SearchValues<byte> IdentityCharacters =
        SearchValues.Create("=:-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Judges one command and records its changes.</summary>
    /// <param name="text">The text between the introducer and the terminator: printable, well-formed UTF-8.</param>
    /// <param name="state">The terminal in the agent's state.</param>
    public static Ruling Judge(ReadOnlySpan<byte> text, TerminalState state)
    {
        int semicolon = text.IndexOf((byte)';');
        ReadOnlySpan<byte> number = semicolon < 0 ? text : text[..semicolon];
        ReadOnlySpan<byte> rest = semicolon < 0 ? default : text[(semicolon + 1)..];
        return number switch
        {
            [(byte)'0' or (byte)'1' or (byte)'2'] => semicolon > 0 ? Title(rest, state) : Ruling.Drop,
            [(byte)'4'] => Palette(rest, state),
            [(byte)'1', (byte)'0' or (byte)'1' or (byte)'2' or (byte)'7' or (byte)'9'] => Colour(number[1] - '0', rest, state),
            [(byte)'8'] => Link(rest, state),
            [(byte)'9'] => Notice(rest, state),
            [(byte)'7', (byte)'7', (byte)'7'] => rest.StartsWith("notify;"u8) && IsNotice(rest["notify;"u8.Length..]) ? Ruling.Screen : Ruling.Drop,
            [(byte)'1', (byte)'0', (byte)'4'] => rest.ContainsAnyExcept(ListCharacters) ? Ruling.Drop : Ruling.Screen,
            [(byte)'1', (byte)'1', (byte)'0' or (byte)'1' or (byte)'2' or (byte)'7' or (byte)'9'] =>
                rest.IsEmpty ? state.Commands.ColourSet(number[2] - '0', on: false) : Ruling.Drop,
            _ => Ruling.Drop,
        };
    }

    /// <summary>tmux shows a title in formats, in which #(...) runs a command. A question mark requests the title.</summary>
    private static Ruling Title(ReadOnlySpan<byte> text, TerminalState state)
    {
        if (text.Length > MaxTitle || text is [(byte)'?'] || text.IndexOf("#("u8) >= 0 || text.IndexOf("#{"u8) >= 0 || text.IndexOf("#["u8) >= 0)
        {
            return Ruling.Drop;
        }

        state.First = state.Commands.KeepTitle();
        return Ruling.Screen;
    }

    /// <summary>4;N;COLOUR or 4;N;?, one pair: several would mix questions and settings. Colours from 256 on are others, which 104 does not reset.</summary>
    private static Ruling Palette(ReadOnlySpan<byte> rest, TerminalState state)
    {
        int semicolon = rest.IndexOf((byte)';');
        if (semicolon is < 1 or > 3 || rest[..semicolon].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || ControlSequence.Number(rest[..semicolon], 0) > byte.MaxValue)
        {
            return Ruling.Drop;
        }

        ReadOnlySpan<byte> value = rest[(semicolon + 1)..];
        return value is [(byte)'?'] ? state.Asked(TerminalQuery.Colour) : IsColour(value) ? state.Commands.PaletteSet() : Ruling.Drop;
    }

    private static Ruling Colour(int which, ReadOnlySpan<byte> value, TerminalState state) =>
        value is [(byte)'?'] ? state.Asked(TerminalQuery.Colour) : IsColour(value) ? state.Commands.ColourSet(which, on: true) : Ruling.Drop;

    private static bool IsColour(ReadOnlySpan<byte> value) => value.Length is > 0 and <= 64 && !value.ContainsAnyExcept(ColourCharacters);

    /// <summary>8;ID;ADDRESS: only links to the web, so that a click opens nothing else on this machine.</summary>
    private static Ruling Link(ReadOnlySpan<byte> rest, TerminalState state)
    {
        int semicolon = rest.IndexOf((byte)';');
        if (semicolon < 0 || rest[..semicolon].ContainsAnyExcept(IdentityCharacters))
        {
            return Ruling.Drop;
        }

        ReadOnlySpan<byte> address = rest[(semicolon + 1)..];
        return address.IsEmpty
            ? state.Commands.Link(open: false)
            : (address.StartsWith("https://"u8) || address.StartsWith("http://"u8)) && !address.ContainsAnyExceptInRange((byte)'!', (byte)'~')
                ? state.Commands.Link(open: true)
                : Ruling.Drop;
    }

    /// <summary>
    /// 9;TEXT is a notice to the operator, 9;4;STATE;PERCENT a progress bar. Other numbers are commands of ConEmu, one of which runs a macro.
    /// </summary>
    private static Ruling Notice(ReadOnlySpan<byte> rest, TerminalState state) => rest switch
    {
        [(byte)'4', (byte)';', >= (byte)'0' and <= (byte)'4', ..] when rest.Length <= 8 && !rest.ContainsAnyExcept(ListCharacters) =>
            state.Commands.Progress(rest[2] != '0'),
        [] or [>= (byte)'0' and <= (byte)'9', ..] => Ruling.Drop,
        _ => IsNotice(rest) ? Ruling.Screen : Ruling.Drop,
    };

    /// <summary>Terminals pass a notice to a command, so it must not look like an option.</summary>
    private static bool IsNotice(ReadOnlySpan<byte> text) => text.Length <= MaxTitle && text is not [(byte)'-', ..] && text.IndexOf(";-"u8) < 0;
}
