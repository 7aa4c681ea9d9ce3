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

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request);
}
