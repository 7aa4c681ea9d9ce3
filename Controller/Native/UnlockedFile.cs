using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Opens files despite the locks of others: .NET's own streams take at least a shared flock, which fails on an exclusively locked file.</summary>
internal static partial class UnlockedFile
{
    private const int NoSuchFile = 2; // ENOENT

    private const int ReadWriteCreate = 0x42; // O_RDWR | O_CREAT
    private const uint OwnerReadWrite = 0x180; // 0600

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Opens a file for reading; null if there is none.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The file cannot be opened.</exception>
    public static SafeFileHandle? OpenRead(string path)
    {
        int descriptor = Open(path, CloseOnExec);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == NoSuchFile)
        {
            return null;
        }

        return Descriptors.Own(Errno.Check(descriptor, $"open {path}"));
    }

    /// <summary>Opens a file for reading and writing, or creates it (Linux): for a lock that the caller waits for.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The file cannot be opened.</exception>
    public static SafeFileHandle OpenOrCreate(string path) =>
        Descriptors.Own(Errno.Check(Create(path, ReadWriteCreate | CloseOnExec, OwnerReadWrite), $"open {path}"));

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Create(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
