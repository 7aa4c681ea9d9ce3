using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Folders that an agent can write to, or could. The way to an entry is walked from the root with a descriptor for each folder, so that no link is followed
/// in any part of it, also one that is put there at this moment. Paths are absolute and without links as their owner knows them.
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

    // fcntl.h of each system; arm64 swaps O_DIRECTORY and O_NOFOLLOW with others of x86.
    private static readonly int CloseOnExec = Mac ? 0x1000000 : 0x80000;
    private static readonly int Folder = Mac ? 0x100000 : Arm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = Mac ? 0x100 : Arm ? 0x8000 : 0x20000;
    private static readonly int PathOnly = Mac ? 0 : 0x200000;
    private static readonly int WriteNew = Mac ? 0x1 | 0x200 | 0x800 : 0x1 | 0x40 | 0x80; // O_WRONLY | O_CREAT | O_EXCL

    /// <summary>Opens an entry as a place alone (O_PATH): nothing of it is read, no pipe waits, no device notices.</summary>
    /// <param name="path">The entry.</param>
    /// <param name="links">Whether a link in the path is followed.</param>
    /// <exception cref="IOException">It is not there, or the way to it leads through a link.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be looked at.</exception>
    public static SafeFileHandle OpenPath(string path, Links links)
    {
        if (links == Links.Follow)
        {
            return Open(null, path, PathOnly | CloseOnExec, path);
        }

        using SafeFileHandle parent = OpenParent(path, make: false);
        return Open(parent, Path.GetFileName(path), PathOnly | NoFollow | CloseOnExec, path);
    }

    /// <summary>The names in a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="most">How many are read at the most.</param>
    /// <param name="links">Whether a link in the path is followed.</param>
    /// <returns>In no order; null where it is not there.</returns>
    /// <exception cref="IOException">It is no folder, the way to it leads through a link, or it holds more.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
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

    /// <summary>Makes a folder, and those on the way that are missing. One that is there stays as it is.</summary>
    /// <exception cref="IOException">It cannot be made, or something else has its name.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Make(string path)
    {
        using SafeFileHandle parent = OpenParent(path, make: true);
        using SafeFileHandle made = OpenFolder(parent, Path.GetFileName(path), path, make: true);
    }

    /// <summary>Makes a file that was not there.</summary>
    /// <exception cref="IOException">It cannot be made, or something has its name.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void MakeFile(string path, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle parent = OpenParent(path, make: false);
        using SafeFileHandle file = Open(parent, Path.GetFileName(path), WriteNew | NoFollow | CloseOnExec, path, AnyFile);
        RandomAccess.Write(file, content, 0);
    }

    /// <summary>
    /// Waits for the end of a rename or removal in a file's folder. The kernel takes mounts off, and tells of it, in the midst of that: the path still leads to the old file then, for as
    /// long as the folder is locked.
    /// </summary>
    /// <exception cref="IOException">There is no such folder, or the way to it leads through a link.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static void AwaitRename(string path)
    {
        using SafeFileHandle parent = OpenParent(path, make: false);
        AwaitRename(parent);
    }

    /// <summary>The same, of an open folder.</summary>
    internal static void AwaitRename(SafeFileHandle folder) => _ = Directory.EnumerateFileSystemEntries(PathOf(folder)).FirstOrDefault(); // a listing takes the lock

    /// <summary>Removes a file, or a folder that is empty.</summary>
    /// <exception cref="IOException">It is not there, is the other of the two, or holds something.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be removed.</exception>
    public static void Remove(string path, bool folder)
    {
        using SafeFileHandle parent = OpenParent(path, make: false);
        if (Unlink((int)parent.DangerousGetHandle(), Path.GetFileName(path), folder ? RemoveFolder : 0) < 0)
        {
            throw Failure(Marshal.GetLastPInvokeError(), path);
        }
    }

    /// <summary>What a failed call comes to, as .NET's own calls say it.</summary>
    internal static Exception Failure(int error, string path) => error switch
    {
        Errno.NoSuchFile => new FileNotFoundException($"there is no {path}", path),
        Errno.NotAFolder => new IOException($"a part of {path} is no folder, or a symbolic link, which is not followed here"),
        _ when error == Errno.TooManyLinks => new IOException($"a part of {path} is a symbolic link, which is not followed here"),
        Errno.NotPermitted or Errno.AccessDenied or Errno.ReadOnlyFileSystem => new UnauthorizedAccessException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}"),
        _ => new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}", error),
    };

    /// <summary>The open file by another name, under which it is the same whatever happens to its own.</summary>
    internal static string PathOf(SafeFileHandle file) => $"/proc/self/fd/{(int)file.DangerousGetHandle()}";

    /// <summary>The folder of an entry, as a place alone.</summary>
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

    /// <summary>Opens an entry of an open folder as a place alone.</summary>
    internal static SafeFileHandle OpenEntry(SafeFileHandle parent, string name, string path) => Open(parent, name, PathOnly | NoFollow | CloseOnExec, path);

    /// <summary>Makes a file in an open folder, for its owner alone.</summary>
    internal static SafeFileHandle MakeEntry(SafeFileHandle parent, string name, string path) => Open(parent, name, WriteNew | NoFollow | CloseOnExec, path, OwnerOnly);

    /// <summary>Removes a file from an open folder.</summary>
    internal static bool TryRemoveEntry(SafeFileHandle parent, string name) => Unlink((int)parent.DangerousGetHandle(), name, 0) == 0;

    private static SafeFileHandle OpenFolder(SafeFileHandle parent, string name, string path, bool make)
    {
        if (name is "..")
        {
            throw new IOException($"{path} leads upwards");
        }

        if (make && MakeFolder((int)parent.DangerousGetHandle(), name, AnyFolder) < 0 && Marshal.GetLastPInvokeError() is var error and not (Errno.Exists or Errno.ReadOnlyFileSystem or Errno.AccessDenied))
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
