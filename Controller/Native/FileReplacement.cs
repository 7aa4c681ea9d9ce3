using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Replaces a file in a folder that an agent can or could write (<see cref="UntrustedFolder"/>), while programs of the host may do the same.</summary>
[SupportedOSPlatform("linux")]
internal static partial class FileReplacement
{
    private const int Tries = 100;
    private const uint ExchangeNames = 2; // RENAME_EXCHANGE

    /// <summary>
    /// Puts a new file in the place of an existing one: a process with the old one open writes into a file without a name. Mode and owner stay. A file that
    /// another program puts there meanwhile is not lost: it is processed in the same way.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">Most bytes that are read.</param>
    /// <param name="next">Makes the new text from the old one; called again for each file that appeared meanwhile.</param>
    /// <exception cref="IOException">It is not a regular file, or cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not replace it.</exception>
    public static void Replace(string path, int mostBytes, Func<byte[], byte[]> next)
    {
        using SafeFileHandle parent = UntrustedFolder.OpenParent(path, make: false);
        UntrustedFolder.AwaitRename(parent);
        int folder = (int)parent.DangerousGetHandle();
        string name = Path.GetFileName(path);
        SafeFileHandle? old = OpenRegular(parent, name, path);
        SafeFileHandle standing = old; // kept open, so that its number is not reused
        for (int left = Tries; old is not null; left--)
        {
            using SafeFileHandle before = standing, known = old;
            if (left == 0)
            {
                throw new IOException($"{path} is replaced again and again");
            }

            string other = $".{name}.{Guid.NewGuid():N}";
            try
            {
                standing = WriteFile(parent, other, next(RegularFile.Read(known, mostBytes)), FileFacts.Of(known), path);
                if (!Exchange(folder, other, name))
                {
                    throw UntrustedFolder.Failure(Marshal.GetLastPInvokeError(), path);
                }

                old = Displaced(parent, other, before, path);
            }
            finally
            {
                UntrustedFolder.TryRemoveEntry(parent, other);
            }
        }

        standing.Dispose();
    }

    /// <summary>Gets the file that was moved to the other name; null if it is the known old file, or if that is unknown.</summary>
    private static SafeFileHandle? Displaced(SafeFileHandle parent, string other, SafeFileHandle standing, string path)
    {
        try
        {
            SafeFileHandle displaced = OpenRegular(parent, other, path);
            if (FileFacts.Of(displaced) is var found && FileFacts.Of(standing) is var known && (found.Device, found.Inode) != (known.Device, known.Inode))
            {
                return displaced;
            }

            displaced.Dispose();
            return null;
        }
        catch (FileNotFoundException)
        {
            return null; // another program renamed a file over it
        }
        catch (IOException)
        {
            // a link or a pipe: we must not remove it
            _ = Rename((int)parent.DangerousGetHandle(), other, (int)parent.DangerousGetHandle(), Path.GetFileName(path));
            throw;
        }
    }

    private static SafeFileHandle WriteFile(SafeFileHandle parent, string name, byte[] content, FileFacts facts, string path)
    {
        SafeFileHandle file = UntrustedFolder.MakeEntry(parent, name, path);
        try
        {
            RandomAccess.Write(file, content, 0);
            return ChangeOwner((int)file.DangerousGetHandle(), facts.Owner.User, facts.Owner.Group) == 0
                && ChangeMode((int)file.DangerousGetHandle(), (uint)facts.Mode) == 0
                ? file : throw UntrustedFolder.Failure(Marshal.GetLastPInvokeError(), path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Exchanges two names, or renames one over the other if the file system cannot exchange.</summary>
    private static bool Exchange(int folder, string other, string name) =>
        RenameExchange(folder, other, folder, name, ExchangeNames) == 0
        || (Marshal.GetLastPInvokeError() == Errno.InvalidArgument && Rename(folder, other, folder, name) == 0);

    private static SafeFileHandle OpenRegular(SafeFileHandle parent, string name, string path)
    {
        using SafeFileHandle place = UntrustedFolder.OpenEntry(parent, name, path);
        return RegularFile.Open(place, path);
    }

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(int file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(int file, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int fromFolder, string from, int toFolder, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameExchange(int fromFolder, string from, int toFolder, string to, uint flags);
}
