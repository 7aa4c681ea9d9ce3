using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Queries about namespaces (ioctl_ns(2)).</summary>
internal static partial class Namespaces
{
    private const nuint GetOwner = 0xb701; // NS_GET_USERNS

    /// <summary>Opens the user namespace that owns the mounts of a process; its root may change them.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The process has ended, or is not ours.</exception>
    public static SafeFileHandle OwnerOfMounts(int pid)
    {
        using var mounts = File.OpenHandle($"/proc/{pid}/ns/mnt", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Descriptors.Own(Errno.Check(Ioctl((int)mounts.DangerousGetHandle(), GetOwner), "ioctl(NS_GET_USERNS)"));
    }

    /// <summary>True if a process is in our own user namespace, which cannot be entered again (EINVAL).</summary>
    public static bool AreOurUsers(int pid) => new FileInfo($"/proc/{pid}/ns/user").LinkTarget == new FileInfo("/proc/self/ns/user").LinkTarget;

    /// <summary>
    /// Makes the words by which nsenter becomes root of a process's user namespace. Where another user's number is root in there, nsenter must take it: a
    /// program loses every capability when it is started under a number that is not root's.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="enter">The word that enters the namespace.</param>
    /// <returns>No word if the namespace is our own.</returns>
    public static IReadOnlyList<string> WordsForRoot(int pid, string enter) =>
        AreOurUsers(pid) ? [] : IsAnotherRoot(File.ReadAllText($"/proc/{pid}/uid_map"), Processes.User()) ? [enter] : [enter, "--preserve-credentials"];

    /// <summary>True if a map of user numbers (/proc/PID/uid_map) has a root that is not this user.</summary>
    internal static bool IsAnotherRoot(string map, uint user) => map.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Any(line => line[0] == "0" && line[1] != user.ToString(CultureInfo.InvariantCulture));

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request);
}
