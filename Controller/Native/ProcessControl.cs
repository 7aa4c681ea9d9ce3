using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>Settings of a process for itself (prctl(2), signal dispositions), and execve(2).</summary>
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

    /// <summary>Lets the kernel kill the calling thread's process when the thread that started it ends.</summary>
    public static void DieWithParent() => Control(DeathSignal, Native.Signal.Kill, 0, "PR_SET_PDEATHSIG");

    /// <summary>Disables core dumps and access to our memory by other processes of the same user.</summary>
    public static void HideMemory()
    {
        Control(Dumpable, 0, 0, "PR_SET_DUMPABLE");
        DebugPorts.Close();
    }

    /// <summary>Makes orphans among our descendants our children instead of init's.</summary>
    public static void AdoptOrphans() => Control(SubReaper, 1, 0, "PR_SET_CHILD_SUBREAPER");

    /// <summary>Installs a seccomp filter on the calling thread, and so on the program that it executes.</summary>
    /// <param name="program">Instructions of eight bytes, as in struct sock_filter.</param>
    public static void Filter(ReadOnlySpan<byte> program)
    {
        Control(NoNewPrivileges, 1, 0, "PR_SET_NO_NEW_PRIVS");
        fixed (byte* instructions = program)
        {
            var filter = new FilterProgram { Length = (ushort)(program.Length / 8), Instructions = instructions };
            Control(Seccomp, SeccompFilterMode, (nint)(&filter), "PR_SET_SECCOMP");
        }
    }

    /// <summary>Ignores a signal, here and in programs that we execute.</summary>
    public static void Ignore(int signal) => Dispose(signal, IgnoreDisposition);

    /// <summary>Resets a signal to its default.</summary>
    public static void Default(int signal) => Dispose(signal, DefaultDisposition);

    /// <summary>Replaces this process by another program; returns only by an exception.</summary>
    /// <param name="path">The program's file.</param>
    /// <param name="arguments">Arguments after the program's own name.</param>
    /// <param name="environment">The whole environment as NAME=value.</param>
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
