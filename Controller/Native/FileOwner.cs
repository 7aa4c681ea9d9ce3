using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>
/// Reads a file's owner and mode without following links. Only Linux reports the owner here; on other systems the file counts as the caller's own.
/// </summary>
internal static unsafe partial class FileOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    // struct statx is the same on every architecture: stx_uid at 20, stx_mode at 28.
    private const int Size = 256;
    private const int UidAt = 20;
    private const int ModeAt = 28;

    /// <summary>Reads the owner and the mode of a file.</summary>
    /// <returns>False if there is no such file, or it may not be inspected.</returns>
    public static bool TryLook(string path, out uint owner, out uint mode)
    {
        (owner, mode) = (0, 0);
        if (!OperatingSystem.IsLinux())
        {
            if (!Path.Exists(path))
            {
                return false;
            }

            (owner, mode) = (Processes.User(), (uint)File.GetUnixFileMode(path));
            return true;
        }

        byte* stat = stackalloc byte[Size];
        if (Statx(CurrentFolder, path, NoFollow, BasicStats, stat) != 0)
        {
            return false;
        }

        owner = *(uint*)(stat + UidAt);
        mode = *(ushort*)(stat + ModeAt);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* stat);
}
