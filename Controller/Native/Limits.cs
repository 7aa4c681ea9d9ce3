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
    /// Gets our caller's soft limit of open files. The runtime raises ours to the hard limit at its start, and execve keeps that. Programs that size tables or
    /// close loops by the limit would suffer. The parent's limit is the one that we were given.
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
            return UsualOpenFiles; // the parent is another user's (sudo): the kernel's default replaces it
        }
    }

    /// <summary>Sets the soft limit of open files for this process and the programs it executes, at most the hard limit.</summary>
    public static void SetOpenFiles(ulong soft) => Lower(OpenFiles, soft, hardToo: false);

    /// <summary>Limits processes and threads permanently. The kernel counts them per user namespace, and never for the host's root.</summary>
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
