using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>A pseudoterminal: bytes written to the master arrive as keys on the terminal, and the terminal's output is read from it (pty(7)).</summary>
internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private PseudoTerminal(SafeFileHandle master, SafeFileHandle terminal, string path)
    {
        Master = master;
        Own = terminal;
        Path = path;
    }

    /// <summary>The master. Reads and writes do not block.</summary>
    public SafeFileHandle Master { get; }

    /// <summary>The terminal. We keep it open until a child has opened it; otherwise the master would read an end of file.</summary>
    public SafeFileHandle Own { get; }

    /// <summary>The terminal's file.</summary>
    public string Path { get; }

    /// <summary>Opens a pseudoterminal.</summary>
    /// <param name="settings">Initial settings; null for the system's.</param>
    /// <param name="size">Initial size, as from <see cref="Terminal.Size"/>.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">No pseudoterminal is left.</exception>
    public static PseudoTerminal Open(TerminalSettings? settings, ulong size)
    {
        const int NameSize = 128;
        var flags = OperatingSystem.IsMacOS() ? 0x2 | 0x20000 : 0x2 | 0x100 | 0x800 | 0x80000; // O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        var master = Descriptors.Own(Errno.Check(OpenMaster(flags), "posix_openpt"));
        try
        {
            var number = (int)master.DangerousGetHandle();
            Errno.Check(Grant(number), "grantpt");
            Errno.Check(Unlock(number), "unlockpt");
            var name = stackalloc byte[NameSize];
            Errno.Check(-Math.Abs(NameOf(number, name, NameSize)), "ptsname_r");
            var path = Marshal.PtrToStringUTF8((nint)name)!;
            var terminal = Terminal.TryOpen(path) ?? throw Errno.Error(Marshal.GetLastPInvokeError(), $"open {path}");
            if (settings is not null)
            {
                Terminal.Restore(terminal, settings);
            }

            Terminal.Resize(terminal, size);
            return new PseudoTerminal(master, terminal, path);
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Own.Dispose();
        Master.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int NameOf(int descriptor, byte* name, nuint size);
}
