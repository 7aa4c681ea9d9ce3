namespace BotBottle.Controller.Native;

/// <summary>Signal numbers. Those without a remark are the same on Linux and macOS.</summary>
internal static class Signal
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Pipe = 13;
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public static int Continue => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>SIGSTOP, which no process can refuse.</summary>
    public static int Stop => OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>SIGTSTP, what Ctrl-Z sends.</summary>
    public static int TerminalStop => OperatingSystem.IsMacOS() ? 18 : 20;

    /// <summary>SIGTTIN, what a background process gets that reads the terminal.</summary>
    public const int TerminalInput = 21;

    /// <summary>SIGTTOU, what a background process gets that sets the terminal.</summary>
    public const int TerminalOutput = 22;
}
