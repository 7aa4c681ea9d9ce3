using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>The controlling terminal: whose turn it is, and its settings (tcsetpgrp(3), termios(3)).</summary>
internal static unsafe partial class Terminal
{
    private const int SettingsSize = 256; // struct termios: 60 bytes on glibc, 72 on macOS

    /// <summary>Our controlling terminal, or null when we have none.</summary>
    public static SafeFileHandle? Open()
    {
        try
        {
            return File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // ENXIO: no controlling terminal
        }
    }

    /// <summary>True when the descriptor is a terminal.</summary>
    public static bool Is(int descriptor) => IsTerminal(descriptor) == 1;

    /// <summary>The process group in the foreground; -1 when the terminal is gone.</summary>
    public static int Foreground(SafeFileHandle terminal) => GetForeground((int)terminal.DangerousGetHandle());

    /// <summary>Gives the terminal to a process group, also when we are in the background ourselves.</summary>
    /// <returns>False when the terminal or the group is gone.</returns>
    public static bool Give(SafeFileHandle terminal, int group)
    {
        using var blocked = new OutputSignalBlocked();
        return SetForeground((int)terminal.DangerousGetHandle(), group) == 0;
    }

    /// <summary>The terminal's settings, to be put back later; null when it is gone.</summary>
    public static byte[]? Save(SafeFileHandle terminal)
    {
        var settings = new byte[SettingsSize];
        fixed (byte* pointer = settings)
        {
            return GetSettings((int)terminal.DangerousGetHandle(), pointer) == 0 ? settings : null;
        }
    }

    /// <summary>Puts settings back: an agent that was killed leaves the terminal raw.</summary>
    public static void Restore(SafeFileHandle terminal, byte[] settings)
    {
        const int AfterOutput = 1; // TCSADRAIN
        using var blocked = new OutputSignalBlocked();
        fixed (byte* pointer = settings)
        {
            _ = SetSettings((int)terminal.DangerousGetHandle(), AfterOutput, pointer); // fails only when the terminal is gone
        }
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int GetForeground(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcsetpgrp")]
    private static partial int SetForeground(int descriptor, int group);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SetMask(int how, void* set, void* before);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int AddToSet(void* set, int signal);

    /// <summary>Blocks SIGTTOU on this thread: from the background, setting the terminal would stop us instead.</summary>
    private ref struct OutputSignalBlocked
    {
        private fixed long _before[16];

        public OutputSignalBlocked()
        {
            var set = stackalloc long[16];
            new Span<long>(set, 16).Clear();
            _ = AddToSet(set, Signal.TerminalOutput);
            fixed (long* before = _before)
            {
                _ = SetMask(OperatingSystem.IsMacOS() ? 1 : 0, set, before); // SIG_BLOCK
            }
        }

        public void Dispose()
        {
            fixed (long* before = _before)
            {
                _ = SetMask(OperatingSystem.IsMacOS() ? 3 : 2, before, null); // SIG_SETMASK
            }
        }
    }
}
