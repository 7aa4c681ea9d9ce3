using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Folders that an agent can or could write. The path to an entry is walked from the root with a file descriptor for each folder. So no link in it is followed,
/// even one that appears at this moment. Paths are absolute and without links as their owner knows them.
/// </summary>
internal static partial class UntrustedFolder
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int RemoveFolder = 0x200; // AT_REMOVEDIR
    private const uint AnyFolder = 0x1FF; // 0777, less the umask
    private const uint AnyFile = 0x1B6; // 0666
    private const uint OwnerOnly = 0x180; // 0600

    private static readonly bool Mac = OperatingSystem.IsMacOS();
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64;

    // fcntl.h of each system; arm64 has other values for O_DIRECTORY and O_NOFOLLOW than x86.
    private static readonly int CloseOnExec = Mac ? 0x1000000 : 0x80000;
    private static readonly int Folder = Mac ? 0x100000 : Arm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = Mac ? 0x100 : Arm ? 0x8000 : 0x20000;
    private static readonly int PathOnly = Mac ? 0 : 0x200000;
    private static readonly int WriteNew = Mac ? 0x1 | 0x200 | 0x800 : 0x1 | 0x40 | 0x80; // O_WRONLY | O_CREAT | O_EXCL

    /// <summary>Opens an entry only as a place (O_PATH): it reads nothing, does not wait at a pipe, and has no effect on a device.</summary>
    /// <param name="path">The entry.</param>
    /// <param name="links">Whether links in the path are followed.</param>
    /// <exception cref="IOException">It does not exist, or the path contains a link.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not inspect it.</exception>
    public static SafeFileHandle OpenPath(string path, Links links)
    {
        if (links == Links.Follow)
        {
            return Open(null, path, PathOnly | CloseOnExec, path);
        }

        using SafeFileHandle parent = OpenParent(path, make: false);
        return Open(parent, Path.GetFileName(path), PathOnly | NoFollow | CloseOnExec, path);
    }

    /// <summary>Gets the names in a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="most">Most names that are read.</param>
    /// <param name="links">Whether links in the path are followed.</param>
    /// <returns>The names in no order; null if the folder does not exist.</returns>
    /// <exception cref="IOException">It is not a folder, the path contains a link, or it has more names.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it.</exception>
    public static IReadOnlyList<string>? Names(string path, int most, Links links)
    {
        SafeFileHandle folder;
        try
        {
            folder = OpenPath(path, links);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        using (folder)
        {
            if (!Mac)
            {
                RegularFile.Require(FileFacts.Of(folder).Kind, FileKind.Folder);
            }

            string[] names = [.. Directory.EnumerateFileSystemEntries(Mac ? path : PathOf(folder)).Take(most + 1).Select(entry => Path.GetFileName(entry))];
            return names.Length <= most ? names : throw new IOException($"it holds more than {most} entries");
        }
    }

    /// <summary>Creates a folder and the missing ones on its path. An existing folder stays unchanged.</summary>
    /// <exception cref="IOException">It cannot be created, or its name is taken by a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not create it.</exception>
    public static void Make(string path)
    {
        using SafeFileHandle parent = OpenParent(path, make: true);
        using SafeFileHandle made = OpenFolder(parent, Path.GetFileName(path), path, make: true);
    }

    /// <summary>Creates a file that did not exist.</summary>
    /// <exception cref="IOException">It cannot be created, or its name is taken.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not create it.</exception>
    public static void MakeFile(string path, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle parent = OpenParent(path, make: false);
        using SafeFileHandle file = Open(parent, Path.GetFileName(path), WriteNew | NoFollow | CloseOnExec, path, AnyFile);
        RandomAccess.Write(file, content, 0);
    }

    /// <summary>
    /// Waits for the end of a rename or removal in a file's folder. In the midst of one, the kernel removes mounts and reports that. The path still leads to
    /// the old file then, as long as the folder is locked.
    /// </summary>
    /// <exception cref="IOException">The folder does not exist, or its path contains a link.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it.</exception>
    public static void AwaitRename(string path)
    {
        using SafeFileHandle parent = OpenParent(path, make: false);
        AwaitRename(parent);
    }

    /// <summary>Waits as above, for an open folder.</summary>
    internal static void AwaitRename(SafeFileHandle folder) =>
        _ = Directory.EnumerateFileSystemEntries(PathOf(folder)).FirstOrDefault(); // a listing takes the lock

    /// <summary>Removes a file, or an empty folder.</summary>
    /// <exception cref="IOException">It does not exist, is of the other kind, or is not empty.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not remove it.</exception>
    public static void Remove(string path, bool folder)
    {
        using SafeFileHandle parent = OpenParent(path, make: false);
        if (Unlink((int)parent.DangerousGetHandle(), Path.GetFileName(path), folder ? RemoveFolder : 0) < 0)
        {
            throw Failure(Marshal.GetLastPInvokeError(), path);
        }
    }

    /// <summary>Makes the exception that .NET's own calls throw for an error number.</summary>
    internal static Exception Failure(int error, string path) => error switch
    {
        Errno.NoSuchFile => new FileNotFoundException($"there is no {path}", path),
        Errno.NotAFolder => new IOException($"a part of {path} is no folder, or a symbolic link, which is not followed here"),
        _ when error == Errno.TooManyLinks => new IOException($"a part of {path} is a symbolic link, which is not followed here"),
        Errno.NotPermitted or Errno.AccessDenied or Errno.ReadOnlyFileSystem =>
            new UnauthorizedAccessException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}"),
        _ => new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}", error),
    };

    /// <summary>Gets another path of the open file, which stays valid if its own name changes.</summary>
    internal static string PathOf(SafeFileHandle file) => $"/proc/self/fd/{(int)file.DangerousGetHandle()}";

    /// <summary>Opens the folder of an entry as a place (O_PATH).</summary>
    internal static SafeFileHandle OpenParent(string path, bool make)
    {
        SafeFileHandle folder = Open(null, "/", PathOnly | Folder | CloseOnExec, "/");
        try
        {
            foreach (string part in (Path.GetDirectoryName(path) ?? "/").Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                SafeFileHandle next = OpenFolder(folder, part, path, make);
                folder.Dispose();
                folder = next;
            }

            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Opens an entry of an open folder as a place (O_PATH).</summary>
    internal static SafeFileHandle OpenEntry(SafeFileHandle parent, string name, string path) => Open(parent, name, PathOnly | NoFollow | CloseOnExec, path);

    /// <summary>Creates a file in an open folder that only its owner can access.</summary>
    internal static SafeFileHandle MakeEntry(SafeFileHandle parent, string name, string path) =>
        Open(parent, name, WriteNew | NoFollow | CloseOnExec, path, OwnerOnly);

    /// <summary>Removes a file from an open folder.</summary>
    internal static bool TryRemoveEntry(SafeFileHandle parent, string name) => Unlink((int)parent.DangerousGetHandle(), name, 0) == 0;

    private static SafeFileHandle OpenFolder(SafeFileHandle parent, string name, string path, bool make)
    {
        if (name is "..")
        {
            throw new IOException($"{path} leads upwards");
        }

        if (make && MakeFolder((int)parent.DangerousGetHandle(), name, AnyFolder) < 0
            && Marshal.GetLastPInvokeError() is var error and not (Errno.Exists or Errno.ReadOnlyFileSystem or Errno.AccessDenied))
        {
            throw Failure(error, path);
        }

        return Open(parent, name, PathOnly | Folder | NoFollow | CloseOnExec, path);
    }

    private static SafeFileHandle Open(SafeFileHandle? parent, string name, int flags, string path, uint mode = 0)
    {
        while (true)
        {
            int descriptor = OpenAt(parent is null ? CurrentFolder : (int)parent.DangerousGetHandle(), name, flags, mode);
            if (descriptor >= 0)
            {
                return Descriptors.Own(descriptor);
            }

            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw Failure(error, path);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(int folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(int folder, string name, int flags);
}
