using System.Globalization;
using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>Resource limits (setrlimit(2)).</summary>
internal static partial class Limits
{
    private const int Processes = 6; // RLIMIT_NPROC
    private const int OpenFiles = 7; // RLIMIT_NOFILE
    private const ulong UsualOpenFiles = 1024;

    /// <summary>
    /// The soft limit of open files that our caller had. The runtime raises ours to the hard limit at its start and execve keeps
    /// that; programs that size tables or close loops by it suffer. The parent's is the one we were given.
    /// </summary>
    public static ulong CallersOpenFiles()
    {
        try
        {
            var line = File.ReadLines($"/proc/{Native.Processes.Parent()}/limits")
                .First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return ulong.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : UsualOpenFiles;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return UsualOpenFiles; // another user's parent (sudo): the kernel's default stands for it
        }
    }

    /// <summary>Sets the soft limit of open files for us and what we execute, at most the hard one.</summary>
    public static void SetOpenFiles(ulong soft) => Lower(OpenFiles, soft, hardToo: false);

    /// <summary>Bounds processes and threads, for good. The kernel counts them a user namespace, and never for the host's root.</summary>
    public static void SetProcesses(ulong most) => Lower(Processes, most, hardToo: true);

    private static void Lower(int resource, ulong value, bool hardToo)
    {
        Errno.Check(Get(resource, out var pair), "getrlimit");
        pair.Soft = Math.Min(value, pair.Hard);
        pair.Hard = hardToo ? pair.Soft : pair.Hard;
        Errno.Check(Set(resource, pair), "setrlimit");
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, out Pair limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Set(int resource, in Pair limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Pair
    {
        public ulong Soft;
        public ulong Hard;
    }
}
