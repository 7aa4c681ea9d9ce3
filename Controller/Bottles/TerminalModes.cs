using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// The modes that a full-screen program sets by control sequences and leaves behind when it is killed; termios is <see cref="Terminal"/>'s. Terminals ignore the
/// sequences that they do not know.
/// </summary>
internal static class TerminalModes
{
    /// <summary>What brings a terminal back to what a shell expects, with the cursor at the start of a line of the main screen.</summary>
    public static ReadOnlySpan<byte> Reset =>
        "\e[?2026l"u8 + // the screen is drawn again
        "\e[<99u\e[=0u\e[>4m"u8 + // keyboard protocols of kitty and xterm; kitty keeps a stack for each screen
        "\e7\e[?1049l"u8 + // main screen; where it is shown already, the cursor stays by the save before
        "\e[<99u\e[=0u"u8 +
        "\e7\e[?6l\e[r\e8"u8 + // origin and margins, which move the cursor
        "\e[?1000l\e[?1002l\e[?1003l\e[?1005l\e[?1006l\e[?1015l"u8 + // mouse
        "\e[?1004l\e[?2004l\e[?2031l"u8 + // reports of focus and of the colour scheme, bracketed paste
        "\e[?1l\e>\e[?7h\e[4l"u8 + // cursor keys, keypad, wrapping, insertion
        "\e(B\x0f\e[0m\e[0 q\e[?25h"u8 + // characters, colours, the cursor
        "\r\n\e[J"u8;

    /// <summary>Writes <see cref="Reset"/> where our output or errors go to a terminal; where both are piped, nobody drew on it.</summary>
    /// <param name="terminal">The controlling terminal.</param>
    public static void PutBack(SafeFileHandle terminal)
    {
        if (Terminal.Is(1) || Terminal.Is(2))
        {
            _ = Descriptors.Write(terminal, Reset);
        }
    }
}
