namespace BotBottle.Controller.Native;

/// <summary>Signal numbers. Constants are the same on Linux and macOS.</summary>
internal static class Signal
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Pipe = 13;
    public const int Terminate = 15;

    /// <summary>SIGWINCH, sent when the size of the terminal changes.</summary>
    public const int WindowSize = 28;

    /// <summary>SIGCONT.</summary>
    public static int Continue => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>SIGSTOP, which no process can refuse.</summary>
    public static int Stop => OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>SIGTSTP, sent by Ctrl-Z.</summary>
    public static int TerminalStop => OperatingSystem.IsMacOS() ? 18 : 20;

    /// <summary>SIGTTIN, sent to a background process that reads the terminal.</summary>
    public const int TerminalInput = 21;

    /// <summary>SIGTTOU, sent to a background process that changes the terminal.</summary>
    public const int TerminalOutput = 22;
}
