using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Terminals: foreground group, settings, size and unread input (tcsetpgrp(3), termios(3), ioctl_tty(2)).</summary>
internal static unsafe partial class Terminal
{
    private static readonly bool Mac = OperatingSystem.IsMacOS();

    private static nuint GetWindowSize => Mac ? 0x40087468u : 0x5413u; // TIOCGWINSZ

    private static nuint SetWindowSize => Mac ? 0x80087467u : 0x5414u; // TIOCSWINSZ

    private static int OpenFlags => Mac ? 0x2 | 0x20000 | 0x4 | 0x1000000 : 0x2 | 0x100 | 0x800 | 0x80000; // O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC

    /// <summary>True if the file descriptor is a terminal.</summary>
    public static bool Is(int descriptor) => IsTerminal(descriptor) == 1;

    /// <summary>True if the file descriptor is a terminal whose other end is closed, which <see cref="Is"/> does not take for one.</summary>
    public static bool IsClosed(int descriptor) => IsTerminal(descriptor) == 0 && Marshal.GetLastPInvokeError() == Errno.InputOutput;

    /// <summary>
    /// Opens the terminal of a file descriptor again, to read it without blocking: the blocking mode belongs to the open file, which we share with a shell. If
    /// its file is another user's (after su), the controlling terminal is opened.
    /// </summary>
    /// <param name="descriptor">0, 1 or 2.</param>
    /// <returns>Null if neither can be opened.</returns>
    public static SafeFileHandle? OpenAgain(int descriptor) =>
        (Mac ? null : TryOpen($"/proc/self/fd/{descriptor}")) ?? TryOpen("/dev/tty");

    /// <summary>Opens a terminal by its path, for non-blocking reads and writes; it does not become the controlling one.</summary>
    /// <returns>Null if it cannot be opened.</returns>
    public static SafeFileHandle? TryOpen(string path)
    {
        var opened = OpenFile(path, OpenFlags);
        return opened < 0 ? null : Descriptors.Own(opened);
    }

    /// <summary>True if our session has a terminal; it has none after its window is closed.</summary>
    public static bool IsControlled
    {
        get
        {
            using SafeFileHandle? terminal = TryOpen("/dev/tty");
            return terminal is not null;
        }
    }

    /// <summary>Gets the process group in the foreground, in our numbering.</summary>
    /// <returns>0 if the terminal controls another session, or none; -1 if it is closed.</returns>
    public static int Foreground(SafeFileHandle terminal)
    {
        var group = GetForeground((int)terminal.DangerousGetHandle());
        return group >= 0 ? group : Marshal.GetLastPInvokeError() == Errno.NoTerminal ? 0 : -1;
    }

    /// <summary>Makes our own process group the foreground of our session's terminal.</summary>
    public static void Give(int terminal) => Errno.Check(SetForeground(terminal, Processes.Group(0)), "tcsetpgrp");

    /// <summary>Gets the terminal's settings, to restore them later; null if it is closed.</summary>
    public static TerminalSettings? Save(SafeFileHandle terminal)
    {
        var settings = new TerminalSettings();
        fixed (byte* pointer = settings.Bytes)
        {
            return GetSettings((int)terminal.DangerousGetHandle(), pointer) == 0 ? settings : null;
        }
    }

    /// <summary>Sets the terminal's settings at once. From the background this may stop the process, unless <see cref="IgnoreTurns"/> was called.</summary>
    public static void Restore(SafeFileHandle terminal, TerminalSettings settings)
    {
        const int Now = 0; // TCSANOW: draining would wait for a stopped terminal
        fixed (byte* pointer = settings.Bytes)
        {
            _ = SetSettings((int)terminal.DangerousGetHandle(), Now, pointer); // fails only if the terminal is closed
        }
    }

    /// <summary>Gets raw-mode settings: every byte passes unchanged in both directions.</summary>
    /// <param name="settings">The present settings.</param>
    /// <param name="keepOutput">True if a line feed stays a new line, because another program writes on the terminal too.</param>
    public static TerminalSettings Raw(TerminalSettings settings, bool keepOutput)
    {
        var raw = settings.Copy();
        fixed (byte* pointer = raw.Bytes)
        {
            MakeRaw(pointer);
        }

        if (keepOutput)
        {
            settings.CopyOutputTo(raw);
        }

        return raw;
    }

    /// <summary>Gets the size: rows, columns and pixels, in the system's format. 0 if it is unknown.</summary>
    public static ulong Size(SafeFileHandle terminal)
    {
        ulong size = 0;
        return Control((int)terminal.DangerousGetHandle(), GetWindowSize, &size) == 0 ? size : 0;
    }

    /// <summary>Sets the size; the foreground of the terminal gets SIGWINCH if it changes.</summary>
    public static void Resize(SafeFileHandle terminal, ulong size) => _ = Control((int)terminal.DangerousGetHandle(), SetWindowSize, &size);

    /// <summary>Drops unread input.</summary>
    public static void DropInput(SafeFileHandle terminal) => _ = Flush((int)terminal.DangerousGetHandle(), Mac ? 1 : 0);

    /// <summary>Blocks SIGTTIN and SIGTTOU on the calling thread: reading from the background then fails, and setting the terminal works.</summary>
    public static void IgnoreTurns()
    {
        var set = stackalloc long[16];
        new Span<long>(set, 16).Clear();
        _ = AddToSet(set, Signal.TerminalInput);
        _ = AddToSet(set, Signal.TerminalOutput);
        _ = SetMask(Mac ? 1 : 0, set, null); // SIG_BLOCK
    }

    // On macOS variadic functions take their last arguments from the stack; behind eight register arguments they are there.
    private static int Control(int descriptor, nuint request, ulong* argument) =>
        Mac ? ControlMac(descriptor, request, 0, 0, 0, 0, 0, 0, argument) : ControlLinux(descriptor, request, argument);

    private static int OpenFile(string path, int flags) => OpenCall(path, flags, 0);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenCall(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "isatty", SetLastError = true)]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp", SetLastError = true)]
    private static partial int GetForeground(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcsetpgrp", SetLastError = true)]
    private static partial int SetForeground(int descriptor, int group);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "tcflush")]
    private static partial int Flush(int descriptor, int queue);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlLinux(int descriptor, nuint request, ulong* argument);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlMac(int descriptor, nuint request, nint a, nint b, nint c, nint d, nint e, nint f, ulong* argument);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SetMask(int how, void* set, void* before);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int AddToSet(void* set, int signal);
}
