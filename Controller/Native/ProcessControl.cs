using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>What a process decides about itself (prctl(2), signal dispositions), and becoming another program (execve(2)).</summary>
internal static unsafe partial class ProcessControl
{
    private const int DeathSignal = 1; // PR_SET_PDEATHSIG
    private const int Dumpable = 4; // PR_SET_DUMPABLE
    private const int Seccomp = 22; // PR_SET_SECCOMP
    private const int SubReaper = 36; // PR_SET_CHILD_SUBREAPER
    private const int NoNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS
    private const int SeccompFilterMode = 2; // SECCOMP_MODE_FILTER
    private const nint DefaultDisposition = 0; // SIG_DFL
    private const nint IgnoreDisposition = 1; // SIG_IGN

    /// <summary>The kernel kills the calling thread's process when the thread that started it ends.</summary>
    public static void DieWithParent() => Control(DeathSignal, Native.Signal.Kill, 0, "PR_SET_PDEATHSIG");

    /// <summary>No core dump, and no other process of the same user reads our memory.</summary>
    public static void HideMemory() => Control(Dumpable, 0, 0, "PR_SET_DUMPABLE");

    /// <summary>Orphans among our descendants become our children instead of init's.</summary>
    public static void AdoptOrphans() => Control(SubReaper, 1, 0, "PR_SET_CHILD_SUBREAPER");

    /// <summary>Puts a seccomp filter on the calling thread, and so on what it executes.</summary>
    /// <param name="program">Instructions of eight bytes, as struct sock_filter has them.</param>
    public static void Filter(ReadOnlySpan<byte> program)
    {
        Control(NoNewPrivileges, 1, 0, "PR_SET_NO_NEW_PRIVS");
        fixed (byte* instructions = program)
        {
            var filter = new FilterProgram { Length = (ushort)(program.Length / 8), Instructions = instructions };
            Control(Seccomp, SeccompFilterMode, (nint)(&filter), "PR_SET_SECCOMP");
        }
    }

    /// <summary>Sets a signal to be ignored, here and in what we execute.</summary>
    public static void Ignore(int signal) => Dispose(signal, IgnoreDisposition);

    /// <summary>Sets a signal back to its default.</summary>
    public static void Default(int signal) => Dispose(signal, DefaultDisposition);

    /// <summary>Becomes another program; comes back only by an exception.</summary>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">After its own name.</param>
    /// <param name="environment">The whole environment, NAME=value.</param>
    public static void Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using var argumentBlock = new NativeStrings([path, .. arguments]);
        using var environmentBlock = new NativeStrings(environment);
        Errno.Check(Execve(path, argumentBlock.Pointer, environmentBlock.Pointer), $"execve {path}");
    }

    private static void Control(int option, nint first, nint second, string name) =>
        Errno.Check(Prctl(option, first, second, 0, 0), $"prctl({name})");

    private static void Dispose(int signal, nint disposition)
    {
        if (SetDisposition(signal, disposition) == -1)
        {
            throw Errno.Error(Marshal.GetLastPInvokeError(), "signal");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    private static partial nint SetDisposition(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execve(string path, byte** arguments, byte** environment);

    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public void* Instructions;
    }
}
